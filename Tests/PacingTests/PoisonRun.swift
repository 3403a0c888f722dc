import Analysis
import BrokerConformance
import CurlTransport
import GroqSimulator
import Jobs
import Logging
import ProviderAccess
import Providers
import Telemetry
import TestSupport
import Testing
import Workers

/// Texts that go through workers, breaker and provider as they are, one of which makes every call fail, in simulated
/// time.
struct PoisonRun: Sendable {
    struct Outcome: Sendable {
        /// When each good text was done, since it was submitted.
        var waits: [Duration] = []
        /// When the last of them was done, since the start.
        var took = Duration.zero
        /// Of the poison.
        var record: RequestRecord?
        /// Texts in each call with the poison, in their order.
        var failedCalls: [Int] = []
        /// The breaker was seen open.
        var wasOpen = false
        /// What was told while everything was refused.
        var trouble: String?
        /// Attempts burnt by good texts.
        var attempts = 0
    }

    static let attempts = 3
    static let timeout = Duration.seconds(5)

    let kind: PoisonTransport.Kind
    /// Texts, in their order; nil is the poison.
    let texts: [Int?]
    /// Between two submissions.
    var pause = Duration.zero
    var slots = 2

    /// - Parameters:
    ///   - status: what every call is answered with for the first two minutes; nil is as the provider answers.
    func run(refusing status: Int? = nil, _ body: String = "") async throws -> Outcome {
        try await VirtualTime.run { time in
            var settings = Settings()
            settings.latency.perCall = .milliseconds(500)
            settings.latency.perOutputToken = .milliseconds(2)
            settings.latency.jitter = 0
            let transport = PoisonTransport(settings, kind: kind, time: time)
            let broker = ReferenceBroker(
                policy: .conformance(maxWait: .milliseconds(50), attempts: Self.attempts), time: time
            ) { .working(jobsPerSecond: 1) }
            let pool = pool(broker, transport, time)
            transport.refuse(
                with: status.map {
                    TransportResponse(status: $0, headers: TransportHeaders([]), body: Array(body.utf8))
                })
            let outcome = Watched(Outcome())
            try await withThrowingTaskGroup { group in
                group.addTask { try await broker.run() }
                group.addTask { await pool.run() }
                if status != nil {
                    group.addTask {
                        try await time.sleep(until: time.now + .seconds(120))
                        let trouble = pool.chain.primary.health.trouble?.detail
                        outcome.change { $0.trouble = trouble }
                        transport.refuse(with: nil)
                    }
                }
                try await follow(broker, pool, time, outcome)
                group.cancelAll()
                while let result = await group.nextResult() {
                    if case .failure(let error) = result, !(error is CancellationError),
                        error as? BrokerError != .cancelled
                    {
                        throw error
                    }
                }
            }
            return outcome.change { outcome in
                outcome.failedCalls = transport.failedCalls
                return outcome
            }
        }
    }

    /// Submits the texts, and waits until all have ended, an hour at most.
    private func follow(
        _ broker: ReferenceBroker, _ pool: WorkerPool, _ time: VirtualTime, _ outcome: Watched<Outcome>
    ) async throws {
        let start = time.now
        var ids: [(id: RequestID, isGood: Bool, submitted: Timestamp)] = []
        for text in texts {
            let good = text.flatMap { MixedTexts.document(Int64($0)).text }
            let submission = Sample.submission(
                good ?? "\(PoisonTransport.mark)0. \(PoisonTransport.poison) is in this text.", at: time.now)
            _ = try await broker.submit(submission)
            ids.append((submission.id, text != nil, time.now))
            if pause > .zero { try await time.sleep(until: time.now + pause) }
        }
        for (id, isGood, submitted) in ids {
            while time.now < start + .seconds(3600) {
                if !pool.chain.primary.health.isWell { outcome.change { $0.wasOpen = true } }
                let record = try #require(try await broker.record(id, as: .anonymous).record)
                if record.state.isFinal {
                    outcome.change { outcome in
                        guard isGood else { return outcome.record = record }
                        outcome.attempts += record.attempts
                        guard record.state == .done, let end = record.finishedAt else { return }
                        outcome.waits.append(end - submitted)
                        outcome.took = max(outcome.took, end - start)
                    }
                    break
                }
                try await time.sleep(until: time.now + .milliseconds(100))
            }
        }
    }

    private func pool(_ broker: ReferenceBroker, _ transport: PoisonTransport, _ time: VirtualTime) -> WorkerPool {
        let provider = LanguageModelProvider(
            .groq,
            LanguageModelProvider.Configuration(
                baseURL: "http://groq.example/v1", key: APIKey("any"), model: "openai/gpt-oss-20b", temperature: 0.2,
                requestTimeout: Self.timeout, packSize: 8), transport: transport
        ) { count in (1...count).map { "d\($0)" } }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let pacer = BudgetPacer(concurrency: slots, time: time)
        let chain = ProviderChain(
            [ProviderBinding(provider, provider.profile, pacer)], packSize: 8,
            time: time, metrics: Metrics(time: time), logger: logger)
        return WorkerPool(
            configuration: WorkerPool.Configuration(
                slots: slots, packSize: 8, packTokens: 100_000, longestCall: .max, leaseTerm: .seconds(30),
                attempts: Self.attempts),
            broker: broker, chain: chain, partRetention: .seconds(86_400), time: time, logger: logger)
    }
}
