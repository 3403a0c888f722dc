import Analysis
import BrokerConformance
import Jobs
import Logging
import ProviderAccess
import Telemetry
import TestSupport
import Testing
import Workers

/// A worker pool over a reference broker and a scripted provider, in time that only the test moves.
struct WorkerWorld: Sendable {
    let fixture: BrokerFixture
    let broker: SpyBroker
    let provider: ScriptedProvider
    /// The second of the chain, where there is one.
    let fallback: ScriptedProvider?
    let metrics: Metrics
    let pool: WorkerPool

    var time: ManualTime { fixture.time }

    private static let factory = BrokerFactory { policy, time, forecast, _ in
        let broker = ReferenceBroker(policy: policy, time: time, forecast: forecast)
        return OpenBroker(broker, close: { broker.end() })
    }

    /// - Parameters:
    ///   - behaviour: the provider's, on the world's time.
    ///   - pacer: one without limits unless given.
    static func with(
        slots: Int = 2, packSize: Int = 8, packTokens: Int = 100_000, providerPackSize: Int = 8,
        sizing: CallSizing = CallSizing(), policy: BrokerPolicy = .conformance(), pacer: (any Pacer)? = nil,
        results: (any ResultCache)? = nil,
        company: ScriptedProvider.Company = .any, fallback: ProviderBehaviour? = nil,
        _ behaviour: @escaping @Sendable (ManualTime) -> ProviderBehaviour = { _ in .instant },
        _ body: (WorkerWorld) async throws -> Void
    ) async throws {
        try await BrokerFixture.with(factory, policy: policy) { fixture in
            let time = fixture.time
            let broker = SpyBroker(fixture.broker)
            let provider = ScriptedProvider(
                behaviour(time), packSize: providerPackSize, sizing: sizing, company: company)
            let pacer = pacer ?? BudgetPacer(concurrency: slots, time: time)
            let second = fallback.map { ScriptedProvider($0, model: Sample.otherModel) }
            let others = [second].compactMap(\.self).map {
                ProviderBinding($0, Self.profile(of: $0), BudgetPacer(concurrency: slots, time: time))
            }
            let metrics = Metrics(time: time)
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let chain = ProviderChain(
                [ProviderBinding(provider, Self.profile(of: provider), pacer)] + others, packSize: packSize,
                time: time, metrics: metrics, logger: logger)
            let pool = WorkerPool(
                configuration: WorkerPool.Configuration(
                    slots: slots, packSize: packSize, packTokens: packTokens, longestCall: .max,
                    leaseTerm: policy.leaseTerm, attempts: 4),
                broker: broker, chain: chain, partRetention: .seconds(86_400), results: results, time: time,
                logger: logger)
            try await body(
                WorkerWorld(
                    fixture: fixture, broker: broker, provider: provider, fallback: second, metrics: metrics, pool: pool
                ))
        }
    }

    private static func profile(of provider: ScriptedProvider) -> AnalysisProfile {
        AnalysisProfile(model: provider.model, prompt: "sample 1")
    }

    /// Runs the pool for the duration of the body, then cancels it.
    /// - Parameter isTicking: time waits for the heartbeats; only where nothing else of the pool sleeps.
    func working(isTicking: Bool = false, _ body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { [pool] in
                await ManualTime.$isTicking.withValue(isTicking) { await pool.run() }
            }
            try await body()
            group.cancelAll()
        }
    }

    /// New work, one request each.
    func admit(_ texts: some Sequence<String>) async throws -> [RequestID] {
        var ids: [RequestID] = []
        for text in texts { ids.append(try await fixture.admit(text)) }
        return ids
    }

    /// Lets time pass until all are done, but no more than this.
    func pass(_ limit: Duration, untilDone ids: [RequestID]) async throws {
        try await fixture.pass(limit) { try await states(of: ids).allSatisfy { $0 == .done } }
    }

    func states(of ids: [RequestID]) async throws -> [JobState] {
        try await records(of: ids).map(\.state)
    }

    func records(of ids: [RequestID]) async throws -> [RequestRecord] {
        var records: [RequestRecord] = []
        for id in ids { records.append(try await fixture.record(id)) }
        return records
    }
}
