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
    /// Counts that another provider may be the one to call.
    package let changes: EventCounter
    private let onChange: @Sendable () -> Void
    private let closed = Atomic(false)

    /// No provider is to be called any more.
    private var isClosed: Bool { closed.load(ordering: .acquiring) }

    /// - Parameters:
    ///   - bindings: in the order in which they are preferred; at least one.
    ///   - packSize: jobs in one call at most; a provider may take fewer.
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

    /// Whose stored answers would do now: the primary's always, and those of the fallbacks down to the one that stands
    /// in.
    package var models: [ModelIdentity] {
        let last = providers.firstIndex(where: \.isPrompt) ?? providers.index(before: providers.endIndex)
        return providers[...last].map(\.provider.model)
    }

    /// The provider to call now; nil while there is none.
    var preferred: ManagedProvider? { isClosed ? nil : best }

    /// Whether the provider is not to be called any more; as a probe, whether another one made it meanwhile.
    package func isOver(_ managed: ManagedProvider, isProbe: Bool = false) -> Bool {
        isProbe ? isClosed || managed.health.breakerState != .claimed : preferred !== managed
    }

    /// From now on no provider is to be called any more.
    package func close() {
        closed.store(true, ordering: .releasing)
        onChange()
    }

    /// A preferred provider that needs one call as a probe.
    private var probed: ManagedProvider? {
        guard !isClosed else { return nil }
        let preferred = best
        return providers.prefix { $0 !== preferred }.first { $0.health.breakerState == .halfOpen }
    }

    private var best: ManagedProvider? {
        providers.first(where: \.isPrompt) ?? providers.first(where: \.health.isWell)
    }

    /// What to tell clients about the time to come.
    /// - Parameter slots: calls in flight at most; the guess at a rate where there is no limit, a call a second each.
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

    /// Bytes of an abstract.
    private static let usualText = 1500

    /// Returns the provider to call as soon as there is one; throws when there will be none.
    package func select() async throws(CancellationError) -> ManagedProvider {
        while true {
            let seen = changes.count
            if let managed = probed ?? preferred { return managed }
            if Task.isCancelled || isClosed { throw CancellationError() }
            await changes.wait(after: seen)
        }
    }
}

/// A provider, what its answers depend on, and what keeps calls within its limits.
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
