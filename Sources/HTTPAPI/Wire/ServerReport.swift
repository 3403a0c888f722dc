package import Jobs
package import Telemetry

/// The figures behind `GET /status`, gathered where everything is known.
package struct ServerReport: Sendable {
    /// The cache that servers share.
    package enum Redis: String, Sendable {
        case off
        case up
        case down
    }

    package let version: String
    package let uptime: Duration
    /// What a 202 means, in a sentence.
    package let durability: String
    package let process: ProcessFigures
    package let depth: QueueSnapshot
    package let workers: (limit: Int, busy: Int)
    package let cache: (entries: Int, bytes: Int)
    package let redis: Redis
    /// In the order in which they are preferred.
    package let providers: [ProviderReport]
    package let lately: Figures.Slice
    package let totals: [Int]

    package init(
        version: String, uptime: Duration, durability: String, process: ProcessFigures, depth: QueueSnapshot,
        workers: (limit: Int, busy: Int), cache: (entries: Int, bytes: Int), redis: Redis,
        providers: [ProviderReport],
        lately: Figures.Slice, totals: [Int]
    ) {
        self.version = version
        self.uptime = uptime
        self.durability = durability
        self.process = process
        self.depth = depth
        self.workers = workers
        self.cache = cache
        self.redis = redis
        self.providers = providers
        self.lately = lately
        self.totals = totals
    }
}
