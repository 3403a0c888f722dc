import Analysis
import BrokerConformance
import Jobs
import TestSupport
import Testing

@testable import LongPapers

/// One paper in a reference broker, and what is needed to work on it.
struct PaperWorld: Sendable {
    static let profile = AnalysisProfile(model: Sample.model, prompt: "sample 1")

    let time = ManualTime()
    let broker: ReferenceBroker
    let provider: PaperProvider
    let id: RequestID

    /// - Parameter text: of the paper.
    init(_ text: String, provider: PaperProvider = PaperProvider(), sharing: Submission.Sharing = .shared) async throws
    {
        let time = time
        self.provider = provider
        broker = ReferenceBroker(policy: .conformance(), time: time, forecast: { .working(jobsPerSecond: 1) })
        let submission = Sample.submission(text, at: time.now, sharing: sharing)
        id = submission.id
        _ = try await broker.submit(submission)
    }

    func lease() async throws -> Lease {
        try #require(try await broker.lease(Demand(jobs: 1, tokens: .max)).first)
    }

    /// Hands the paper back and takes it again, as after a crash.
    func lease(again lease: Lease) async throws -> Lease {
        let back = Settlement(token: lease.token, outcome: .again(time.now, burnsAttempt: false, packLimit: nil))
        #expect(try await broker.settle([back]) == [.settled])
        return try await self.lease()
    }

    func plan(of lease: Lease, callLimit: Int = 2000) throws -> PaperPlan {
        let work = try #require(AnalysisWork(lease.payload))
        return try #require(
            PaperPlan(
                work.document, work.options, for: provider, callLimit: callLimit, checkpoints: lease.checkpoints))
    }

    /// Works on a leased paper.
    func run(
        _ lease: Lease, callLimit: Int = 2000, parallel: Int = 1, broker: (any Broker)? = nil,
        calls: (any PaperCalls)? = nil, parts: PartCache? = nil
    ) async throws -> PaperOutcome {
        let run = PaperRun(
            lease: lease, plan: try plan(of: lease, callLimit: callLimit), profile: Self.profile,
            broker: broker ?? self.broker, provider: provider, calls: calls ?? DirectCalls(provider: provider),
            parts: parts, parallel: parallel)
        return await run.run()
    }

    func progress() async throws -> RequestRecord.Progress? {
        try #require(try await broker.record(id, as: .anonymous).record).progress
    }

    /// The texts that were read, in the order of the calls.
    var readTexts: [String] {
        provider.record.calls.flatMap { $0 }.filter { !$0.isMerge }.compactMap(\.document.text)
    }

    var merges: Int { provider.record.calls.flatMap { $0 }.count(where: \.isMerge) }
}

extension PaperOutcome {
    var result: (analysis: Analysis, usage: TokenUsage)? {
        if case .done(let analysis, let usage) = self { (analysis, usage) } else { nil }
    }

    /// In a word, for comparing.
    var name: String {
        switch self {
        case .done: "done"
        case .failed(let code): code.rawValue
        case .delayed(let failures): "delayed after \(failures)"
        case .interrupted(let error): "interrupted: \(error)"
        case .unsaved(let error): "unsaved: \(error)"
        case .lost: "lost"
        }
    }
}
