import Analysis
import Caching
import HTTPTypes
import Hummingbird
import Jobs
import Logging
import NIOEmbedded
import SerialLane
import Telemetry
import TestSupport
import Testing

@testable import HTTPAPI

@Suite struct ReplayTests {
    private let time = ManualTime()

    @Test("a replay that waits is answered with the result, though it came between the reply and the wait")
    func lostWakeUp() async throws {
        let broker = EndingBroker(ReferenceBroker(policy: Self.policy, time: time) { .working(jobsPerSecond: 1) })
        let room = WaitRoom()
        broker.observe { room.changed($0) }
        let api = api(broker, room)
        // Its timers do not fire, so whoever waits for one waits for ever.
        let channel = NIOAsyncTestingChannel()
        let first = try await Self.submit("respond-async", to: api, on: channel)
        #expect(first.status == .accepted)
        broker.endsWhatIsReplayed.change { $0 = true }
        let again = try await withTimeLimit("the replay is answered", limit: .seconds(10)) {
            try await Self.submit("wait=30", to: api, on: channel)
        }
        #expect(again.status == .ok && again.headers[.idempotentReplayed] == "true")
        try await channel.close()
    }

    private static func submit(
        _ preference: String, to api: API, on channel: NIOAsyncTestingChannel
    ) async throws -> Response {
        let head = HTTPRequest(
            method: .post, scheme: "http", authority: "localhost", path: "/analyze",
            headerFields: [.contentType: "text/plain", .idempotencyKey: "key", .prefer: preference])
        let source = ApplicationRequestContextSource(
            channel: channel, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        return try await api.analyze(
            Request(head: head, body: RequestBody(buffer: ByteBuffer(string: "A text."))), Exchange(source: source))
    }

    private static let policy = BrokerPolicy(
        bounds: Bounds(jobs: 10, bytes: 1 << 20, requests: 10, resultBytes: 1 << 20),
        batch: BatchRule(maxWait: .zero), attempts: AttemptLimits(attempts: 3, deadline: .seconds(3600)),
        leaseTerm: .seconds(30), resultRetention: .seconds(3600), answerRetention: .seconds(3600))

    private func api(_ broker: any Broker, _ room: WaitRoom) -> API {
        let phase = ServicePhase()
        phase.advance(to: .serving)
        let cache = MemoryAnswerCache(capacity: 1 << 20, answerRetention: .seconds(3600))
        return API(
            configuration: API.Configuration(
                maxTextBytes: 1 << 20, maxWait: .seconds(60), resultRetention: .seconds(3600),
                answerRetention: .seconds(3600), origins: OriginRules(allowedHosts: [])),
            broker: broker, cache: cache, profile: AnalysisProfile(model: Sample.model, prompt: "test"),
            models: { [Sample.model] }, waitRoom: room, replacements: Replacements(cache: cache), phase: phase,
            figures: Figures(time: time), time: time, lanes: LanePool(name: "test", threads: 1),
            report: { preconditionFailure("nobody asks for figures") })
    }
}

/// Can end a job between reading the record of a replay and answering with it.
private final class EndingBroker: Broker {
    let endsWhatIsReplayed = Watched(false)
    private let broker: ReferenceBroker

    init(_ broker: ReferenceBroker) {
        self.broker = broker
    }

    func submit(_ submissions: [Submission]) async -> [Result<Admission, BrokerError>] {
        let results = await broker.submit(submissions)
        guard endsWhatIsReplayed.value, case .success(.replayed) = results.first else { return results }
        do throws(BrokerError) {
            let leases = try await broker.lease(Demand(jobs: 1, tokens: .max))
            _ = try await broker.settle(leases.map { Settlement(token: $0.token, outcome: .done(Sample.result())) })
        } catch {
            return [.failure(error)]
        }
        return results
    }

    func record(_ id: Jobs.RequestID, as principal: Principal) async throws(BrokerError) -> RecordLookup {
        try await broker.record(id, as: principal)
    }

    func lease(_ demand: Demand) async throws(BrokerError) -> [Lease] { try await broker.lease(demand) }

    func extend(_ tokens: [LeaseToken]) async throws(BrokerError) -> Set<LeaseToken> { try await broker.extend(tokens) }

    func checkpoint(
        _ token: LeaseToken, part: Int, of total: Int, payload: [UInt8]
    ) async throws(BrokerError) -> Bool {
        try await broker.checkpoint(token, part: part, of: total, payload: payload)
    }

    func settle(_ settlements: [Settlement]) async throws(BrokerError) -> [Settlement.Receipt] {
        try await broker.settle(settlements)
    }

    func cancel(_ id: Jobs.RequestID, as principal: Principal) async throws(BrokerError) -> CancelOutcome {
        try await broker.cancel(id, as: principal)
    }

    func retry(_ id: Jobs.RequestID, as principal: Principal) async throws(BrokerError) -> RetryOutcome {
        try await broker.retry(id, as: principal)
    }

    func glance(_ id: Jobs.RequestID, as principal: Principal) -> RecordLookup? { nil }

    func observe(_ observer: @escaping @Sendable ([Change]) -> Void) { broker.observe(observer) }

    func setPaused(_ paused: Bool) async throws(BrokerError) { try await broker.setPaused(paused) }

    func depth() -> QueueDepth { broker.depth() }

    var isWritable: Bool { broker.isWritable }

    func estimate(position: Int) -> Duration? { broker.estimate(position: position) }

    func run() async throws(BrokerError) { try await broker.run() }
}
