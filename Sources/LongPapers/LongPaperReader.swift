package import Analysis
package import Jobs
package import ProviderAccess

/// Reads papers that are too long for one call: part by part, then merged (docs/decisions/0020-long-papers.md).
package struct LongPaperReader: Sendable {
    private let broker: any Broker
    private let chain: ProviderChain
    private let attempts: Int
    private let parallel: Int
    /// What each model made of parts.
    private let caches: [ModelIdentity: PartCache]

    /// Bytes of each model's parts in memory.
    private static let cacheCapacity = 16 << 20

    /// - Parameters:
    ///   - attempts: failures of its own that end a part, and the paper with it.
    ///   - parallel: calls of one paper at a time at most.
    ///   - retention: how long a part answers for equal parts.
    ///   - results: where results are shared with other servers.
    package init(
        broker: any Broker, chain: ProviderChain, attempts: Int, parallel: Int, retention: Duration,
        results: (any ResultCache)?, time: any TimeSource
    ) {
        (self.broker, self.chain) = (broker, chain)
        (self.attempts, self.parallel) = (attempts, max(1, parallel))
        let caches = chain.providers.map(\.provider.model).map { model in
            let cache = PartCache(
                capacity: Self.cacheCapacity, retention: retention, model: model, shared: results, time: time)
            return (model, cache)
        }
        self.caches = Dictionary(caches) { first, _ in first }
    }

    /// Nil if the paper is too long even in parts.
    /// - Parameter callLimit: tokens of one call at most, prompt and reserved output.
    package func plan(
        _ paper: ProviderItem, of lease: Lease, for provider: any Provider, callLimit: Int
    ) -> PaperPlan? {
        PaperPlan(
            paper.document, paper.options, for: provider, callLimit: callLimit, checkpoints: lease.checkpoints)
    }

    /// Runs until the paper is done or cannot go on now. Cancelled, it ends soon. The heartbeat of the lease is its
    /// caller's.
    package func read(_ lease: Lease, by plan: PaperPlan, on managed: ManagedProvider) async -> PaperOutcome {
        let run = PaperRun(
            lease: lease, plan: plan, profile: managed.profile, broker: broker, provider: managed.provider,
            calls: ManagedCalls(managed: managed, chain: chain, job: lease.token.job, attempts: attempts),
            parts: caches[managed.provider.model], parallel: parallel)
        return await run.run()
    }
}
