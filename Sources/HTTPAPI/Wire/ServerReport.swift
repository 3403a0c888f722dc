package import Jobs
package import Telemetry

/// The metrics of `GET /status`, gathered by the composition root.
package struct ServerReport: Sendable {
    /// The state of the shared cache.
    package enum Redis: String, Sendable {
        case off
        case up
        case down
    }

    package let version: String
    package let uptime: Duration
    /// What a 202 promises, in a sentence.
    package let durability: String
    package let process: ProcessMetrics
    package let queue: QueueSnapshot
    package let workers: (limit: Int, busy: Int)
    package let cache: (entries: Int, bytes: Int)
    package let redis: Redis
    /// In order of preference.
    package let providers: [ProviderReport]
    package let lastMinute: Metrics.Window
    package let totals: [Int]

    package init(
        version: String, uptime: Duration, durability: String, process: ProcessMetrics, queue: QueueSnapshot,
        workers: (limit: Int, busy: Int), cache: (entries: Int, bytes: Int), redis: Redis,
        providers: [ProviderReport], lastMinute: Metrics.Window, totals: [Int]
    ) {
        self.version = version
        self.uptime = uptime
        self.durability = durability
        self.process = process
        self.queue = queue
        self.workers = workers
        self.cache = cache
        self.redis = redis
        self.providers = providers
        self.lastMinute = lastMinute
        self.totals = totals
    }
}
