package import Analysis
package import Jobs
package import ProviderAccess

/// Reads papers that are too long for one call: part by part, then merged (docs/decisions/0020-long-papers.md).
package struct LongPaperReader: Sendable {
    private let broker: any Broker
    private let chain: ProviderChain
    private let attempts: Int
    private let parallel: Int
    /// Analyses of parts, for each model.
    private let caches: [ModelIdentity: PartCache]

    /// Capacity of each model's cache, in bytes.
    private static let cacheCapacity = 16 << 20

    /// - Parameters:
    ///   - attempts: how many failures of its own end a part, and the paper with it.
    ///   - parallel: maximum number of concurrent calls for one paper.
    ///   - retention: how long the analysis of a part is reused for equal parts.
    ///   - results: the cache in which servers share results; nil if there is none.
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
    /// - Parameter callLimit: maximum tokens of one call: prompt and reserved output.
    package func plan(
        _ paper: ProviderItem, of lease: Lease, for provider: any Provider, callLimit: Int
    ) -> PaperPlan? {
        PaperPlan(
            paper.document, paper.options, for: provider, callLimit: callLimit, checkpoints: lease.checkpoints)
    }

    /// Runs until the paper is done or cannot continue now. Returns soon after its task is cancelled. The caller runs
    /// the heartbeat of the lease.
    package func read(_ lease: Lease, by plan: PaperPlan, on managed: ManagedProvider) async -> PaperOutcome {
        let run = PaperRun(
            lease: lease, plan: plan, profile: managed.profile, broker: broker, provider: managed.provider,
            calls: ManagedCalls(managed: managed, chain: chain, job: lease.token.job, attempts: attempts),
            parts: caches[managed.provider.model], parallel: parallel)
        return await run.run()
    }
}
