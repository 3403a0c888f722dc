package import Analysis
package import AsyncPrimitives
package import Jobs
package import Logging
import Synchronization
package import Telemetry

/// The providers in order of preference. The first that can be called soon is used. The others replace it while it is
/// stopped, fails, or allows no calls for a minute or longer.
package final class ProviderChain: Sendable {
    /// At least one.
    package let providers: [ManagedProvider]
    /// Counts the events after which another provider may be preferred.
    package let changes: EventCounter
    private let onChange: @Sendable () -> Void
    private let closed = Atomic(false)

    /// Whether no provider may be called any more.
    private var isClosed: Bool { closed.load(ordering: .acquiring) }

    /// - Parameters:
    ///   - bindings: in order of preference; at least one.
    ///   - packSize: maximum number of jobs in one call; a provider may take fewer.
    package init(
        _ bindings: [ProviderBinding], packSize: Int, time: any TimeSource, metrics: Metrics, logger: Logger
    ) {
        let changes = EventCounter()
        // Wakes all waiting slots so that they select a provider again.
        let onChange: @Sendable () -> Void = {
            for binding in bindings { binding.pacer.reconsider() }
            changes.notify()
        }
        providers = bindings.enumerated().map { index, binding in
            ManagedProvider(
                binding, isFallback: index > 0, packSize: packSize, time: time, totals: metrics, logger: logger,
                onChange: onChange)
        }
        (self.changes, self.onChange) = (changes, onChange)
    }

    package var primary: ManagedProvider { providers[0] }

    /// The models whose stored answers are acceptable now: always the primary's, and those of the fallbacks down to the
    /// one in use.
    package var models: [ModelIdentity] {
        let last = providers.firstIndex(where: \.isPrompt) ?? providers.index(before: providers.endIndex)
        return providers[...last].map(\.provider.model)
    }

    /// The provider to call now; nil while there is none.
    var preferred: ManagedProvider? { isClosed ? nil : best }

    /// Whether the provider must no longer be called. For a probe: whether it is no longer needed, because a canary
    /// replaced it.
    package func isOver(_ managed: ManagedProvider, isProbe: Bool = false) -> Bool {
        isProbe ? isClosed || managed.health.breakerState != .claimed : preferred !== managed
    }

    /// From now on no provider may be called.
    package func close() {
        closed.store(true, ordering: .releasing)
        onChange()
    }

    /// A provider before the preferred one that needs a call as its probe.
    private var probed: ManagedProvider? {
        guard !isClosed else { return nil }
        let preferred = best
        return providers.prefix { $0 !== preferred }.first { $0.health.breakerState == .halfOpen }
    }

    private var best: ManagedProvider? {
        providers.first(where: \.isPrompt) ?? providers.first(where: \.health.isWell)
    }

    /// The expected throughput, on which clients' waiting times are based.
    /// - Parameter slots: maximum number of calls in flight. Without a limit, each slot is assumed to make a call a
    ///   second.
    package func forecast(slots: Int, at now: Timestamp) -> ThroughputForecast {
        guard let managed = best else {
            let checks = providers.compactMap { $0.health.trouble }
            guard let soonest = checks.filter({ !$0.isStopped }).map({ $0.nextCheck ?? now }).min() else {
                return .stopped
            }
            return .waiting(until: max(now, soonest), jobsPerSecond: rate(of: primary, slots: slots))
        }
        let rate = rate(of: managed, slots: slots)
        guard let next = managed.pacer.nextAt, next > now else { return .working(jobsPerSecond: rate) }
        return .waiting(until: next, jobsPerSecond: rate)
    }

    private func rate(of managed: ManagedProvider, slots: Int) -> Double {
        let (size, sizing) = (managed.packSize, managed.provider.sizing)
        let tokens =
            sizing.perCall + size * (sizing.perItem + sizing.ratios.tokens(of: TextCensus(bytes: Self.usualText)))
        return (managed.pacer.callsPerSecond(tokens: tokens) ?? Double(slots)) * Double(size)
    }

    /// Bytes of a typical abstract.
    private static let usualText = 1500

    /// Returns the provider to call as soon as there is one. Throws when the chain is closed or the task is cancelled.
    package func select() async throws(CancellationError) -> ManagedProvider {
        while true {
            let seen = changes.count
            if let managed = probed ?? preferred { return managed }
            if Task.isCancelled || isClosed { throw CancellationError() }
            await changes.wait(after: seen)
        }
    }
}

/// A provider, the profile that its answers depend on, and its rate limiter.
package struct ProviderBinding: Sendable {
    package let provider: any Provider
    package let profile: AnalysisProfile
    package let pacer: any Pacer

    package init(_ provider: any Provider, _ profile: AnalysisProfile, _ pacer: any Pacer) {
        self.provider = provider
        self.profile = profile
        self.pacer = pacer
    }
}
