package import Jobs
import Synchronization
package import TestSupport

/// The world of one case: a broker of its own that runs, its time, and what it tells its observers.
package final class BrokerFixture: Sendable {
    /// One life of the broker.
    private struct Process: Sendable {
        let open: OpenBroker
        let loop: Task<Void, any Error>
    }

    package let policy: BrokerPolicy
    package let time: ManualTime
    /// What the provider side expects; a case may change it.
    package let forecast: Watched<ThroughputForecast>
    /// What observers were told, in all lives of the broker.
    package let changes = ChangeLog()
    private let start: @Sendable () async throws -> OpenBroker
    private let process = Mutex<Process?>(nil)
    private let others = Mutex<[OpenBroker]>([])
    private let latest: Mutex<any Broker>

    private init(_ factory: BrokerFactory, policy: BrokerPolicy, directory: String) async throws {
        let (time, forecast) = (ManualTime(), Watched(ThroughputForecast.working(jobsPerSecond: 1)))
        let start: @Sendable () async throws -> OpenBroker = {
            try await factory.open(policy, time, { forecast.value }, directory)
        }
        let open = try await start()
        (self.policy, self.time, self.forecast, self.start) = (policy, time, forecast, start)
        latest = Mutex(open.broker)
        try await run(open)
    }

    /// Opens a broker and runs it for the duration of the body.
    package static func with(
        _ factory: BrokerFactory, policy: BrokerPolicy = .conformance(), _ body: (BrokerFixture) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try await BrokerFixture(factory, policy: policy, directory: directory)
            do {
                try await body(fixture)
            } catch {
                // The case's own error is the one to tell.
                try? await fixture.close()
                throw error
            }
            try await fixture.close()
        }
    }

    /// One more process on the same queue, for brokers that processes share. It leases and settles; what time does to
    /// the queue is left to the first.
    package func openAnother() async throws -> OpenBroker {
        let open = try await start()
        others.withLock { $0.append(open) }
        return open
    }

    /// The broker as it was opened last.
    package var broker: any Broker { latest.withLock { $0 } }

    /// A clean stop. Once is enough.
    package func close() async throws {
        for other in others.withLock({ others in
            defer { others = [] }; return others
        }) { await other.close() }
        try await stop { await $0.close() }
    }

    /// A clean stop and a new start.
    package func restart() async throws {
        try await close()
        try await run(start())
    }

    /// As if the process were killed and started again.
    package func crash() async throws {
        try await stop { await $0.crash() }
        try await run(start())
    }

    private func run(_ open: OpenBroker) async throws {
        latest.withLock { $0 = open.broker }
        open.broker.observe { [changes] in changes.note($0) }
        // Runs for the fixture's life, which cancels and awaits it.
        let loop = Task {
            try await ManualTime.$isTicking.withValue(true) { try await open.broker.run() }
        }
        process.withLock { $0 = Process(open: open, loop: loop) }
        try await time.ticker()
        time.hasTicker = true
    }

    private func stop(_ end: @Sendable (OpenBroker) async -> Void) async throws {
        guard let process = process.withLock({ $0.take() }) else { return }
        time.hasTicker = false
        process.loop.cancel()
        let outcome = await process.loop.result
        await end(process.open)
        do {
            try outcome.get()
        } catch let error as BrokerError where error == .cancelled || error == .closed {
            return
        }
    }
}
