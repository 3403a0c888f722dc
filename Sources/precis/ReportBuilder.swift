import Caching
import HTTPAPI
import Jobs
import Telemetry
import Workers

/// Gathers what `GET /status` shows.
struct ReportBuilder: Sendable {
    let figures: Figures
    let broker: ObservedBroker
    let workers: WorkerPool
    let cache: MemoryAnswerCache
    let redis: RedisTier?
    let pacer: BucketPacer
    let model: ModelIdentity
    let time: any TimeSource

    func report() -> ServerReport {
        ServerReport(
            version: Precis.version, uptime: time.now - figures.startedAt,
            durability: "fsync: a 202 is on this machine's disk", process: .now(), depth: broker.depth(),
            workers: (workers.limit, workers.busy), cache: cache.size,
            redis: redis.map { $0.isUp ? .up : .down } ?? .off, provider: provider, lately: figures.lately(),
            totals: figures.totals)
    }

    private var provider: ProviderReport {
        let outlook = pacer.outlook
        let waitsUntil: Timestamp? = if case .waiting(let time, _) = outlook { time } else { nil }
        guard let trouble = workers.watch.trouble else {
            return ProviderReport(model: model, state: waitsUntil == nil ? .up : .paced, retryAt: waitsUntil)
        }
        return ProviderReport(
            model: model, state: trouble.isStopped ? .stopped : .open, detail: trouble.detail,
            retryAt: trouble.nextCheck ?? waitsUntil)
    }
}
