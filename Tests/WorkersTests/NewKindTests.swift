import Analysis
import BrokerConformance
import Caching
import EmbeddedBroker
import Jobs
import Logging
import ProviderAccess
import Service
import Telemetry
import TestSupport
import Testing
import Workers

/// Work that nobody but this test knows: the answer is the text.
private struct EchoKind: WorkKind {
    let kind = Payload.Kind("echo")

    func item(_ payload: Payload, attempts: Int) -> ProviderItem? {
        guard let text = String(validating: payload.bytes, as: UTF8.self) else { return nil }
        return ProviderItem(
            document: Document(text: text), options: AnalysisOptions(), attempts: attempts, census: payload.census)
    }

    func result(_ analysis: Analysis, by model: ModelIdentity, usage: TokenUsage, isDegraded: Bool) -> [UInt8] {
        Array(analysis.summary.utf8)
    }

    func submission(of bytes: [UInt8], at time: Timestamp) -> Submission {
        Submission(
            id: Sample.id(at: time), principal: .anonymous, fingerprint: Fingerprint(of: [kind.name, "\(bytes)"]),
            models: [Sample.model], payload: Payload(kind: kind, bytes: bytes, census: TextCensus(bytes: bytes.count)))
    }
}

@Suite("A new kind of work")
struct NewKindTests {
    private let echo = EchoKind()

    @Test("goes through the journal, the workers and the status as it is")
    func echoes() async throws {
        try await withWorkers(of: [AnalysisKind(), echo]) { fixture, statuses in
            let (text, id) = (Array("Say it again.".utf8), try await fixture.admit("A document beside it."))
            let submission = echo.submission(of: text, at: fixture.time.now)
            _ = try await fixture.submit(submission)
            try await fixture.record(submission.id, is: .done)
            let record = try await statuses.lookUp(submission.id, as: .anonymous).record
            #expect(record?.result?.json == Array("About: Say it again.".utf8))
            #expect(try await fixture.record(id, is: .done).result?.json.first == UInt8(ascii: "{"))
            // The stored result answers the next who asks for the same.
            let admission = try await fixture.submit(echo.submission(of: text, at: fixture.time.now))
            #expect(admission.cached?.result?.json == record?.result?.json)
        }
    }

    @Test("whose payload is damaged fails, and keeps nobody else waiting")
    func damaged() async throws {
        try await withWorkers(of: [AnalysisKind(), echo]) { fixture, _ in
            let submission = echo.submission(of: [0xFF, 0xFE], at: fixture.time.now)
            _ = try await fixture.submit(submission)
            let id = try await fixture.admit("A document behind it.")
            try await fixture.record(id, is: .done)
            let failed = try await fixture.record(submission.id, is: .error)
            #expect(failed.failure == .attemptsExhausted)
        }
    }

    @Test("that this process does not know is left to another one")
    func unknown() async throws {
        try await withWorkers(of: [AnalysisKind()]) { fixture, _ in
            let submission = echo.submission(of: Array("Later.".utf8), at: fixture.time.now)
            _ = try await fixture.submit(submission)
            let id = try await fixture.admit("A document behind it.")
            try await fixture.record(id, is: .done)
            let record = try await fixture.record(submission.id, is: .queued)
            #expect(record.attempts == 0)
        }
    }

    private func withWorkers(
        of kinds: [any WorkKind], _ body: (BrokerFixture, StatusService) async throws -> Void
    ) async throws {
        let factory = BrokerFactory(capabilities: [.survivesRestart]) { policy, time, forecast, directory in
            let broker = try await EmbeddedBroker(directory: directory, policy: policy, time: time, forecast: forecast)
            return OpenBroker(broker) {
                do { try await broker.close() } catch { Issue.record(error, "the journal closes cleanly") }
            }
        }
        try await BrokerFixture.with(factory) { fixture in
            let (broker, time, provider) = (fixture.broker, fixture.time, ScriptedProvider())
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let chain = ProviderChain(
                [
                    ProviderBinding(
                        provider, AnalysisProfile(model: provider.model, prompt: "sample 1"),
                        BudgetPacer(concurrency: 2, time: time))
                ], packSize: 8, time: time, metrics: Metrics(time: time), logger: logger)
            let pool = WorkerPool(
                configuration: WorkerPool.Configuration(
                    slots: 2, packSize: 8, packTokens: 10_000, longestCall: .max, leaseTerm: fixture.policy.leaseTerm,
                    attempts: 4),
                broker: broker, chain: chain, kinds: kinds, partRetention: .seconds(86_400), time: time, logger: logger)
            let statuses = StatusService(
                broker: broker, cache: MemoryAnswerCache(capacity: 1 << 20, answerRetention: .seconds(3600)),
                retention: .seconds(3600), time: time
            ) { record, _ in record.result?.json ?? [] }
            try await withThrowingTaskGroup { group in
                group.addTask { await pool.run() }
                try await body(fixture, statuses)
                group.cancelAll()
            }
        }
    }
}
