import Analysis
import Caching
import HTTPAPI
import Jobs
import ProviderAccess
import Telemetry
import Workers

/// Gathers the content of `GET /status`.
struct ReportBuilder: Sendable {
    let metrics: Metrics
    let broker: ObservedBroker
    let workers: WorkerPool
    let cache: MemoryAnswerCache
    let redis: RedisTier?
    let time: any TimeSource

    func report() async throws -> ServerReport {
        let snapshot = try await broker.snapshot()
        return ServerReport(
            version: Server.version, uptime: time.now - metrics.startedAt,
            durability: snapshot.durability,
            process: .now(lostLogLines: StandardStreams.errors.lost), queue: snapshot,
            workers: (workers.limit, workers.busy), cache: cache.size,
            redis: redis.map { $0.isUp ? .up : .down } ?? .off, providers: workers.chain.providers.map(report),
            lastMinute: metrics.lastMinute(),
            totals: metrics.totals)
    }

    private func report(_ managed: ManagedProvider) -> ProviderReport {
        let (status, nextAt, trouble) = (managed.pacer.status, managed.pacer.nextAt, managed.health.trouble)
        let state: ProviderReport.State =
            if let trouble { trouble.isStopped ? .stopped : .open } else { nextAt == nil ? .up : .paced }
        return ProviderReport(
            model: managed.provider.model, state: state, detail: trouble?.detail ?? managed.health.advice,
            retryAt: trouble?.nextCheck ?? nextAt,
            requestsLeft: status.requestsLeft, tokensLeft: status.tokensLeft,
            calls: calls(managed.metrics, status))
    }

    private func calls(_ metrics: CallMetrics, _ status: PacerStatus) -> ProviderReport.Calls {
        var calls = ProviderReport.Calls()
        calls.count = metrics.calls
        calls.usage = metrics.usage
        calls.latency = Percentiles(metrics.latency)
        calls.errors = ProviderError.Class.allCases.filter { $0 != .cancelled }.compactMap { failure in
            metrics.failures[failure].map { (failure.rawValue, $0) }
        }
        calls.repairs = ReplyRepair.allCases.compactMap { repair in
            metrics.repairs[repair].map { (repair.rawValue, $0) }
        }
        calls.waits = status.waits
        calls.waited = status.waited
        calls.concurrency = status.concurrency
        return calls
    }
}
