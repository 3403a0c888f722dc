import Analysis
import Caching
import HTTPAPI
import Jobs
import ProviderAccess
import Telemetry
import Workers

/// Gathers what `GET /status` shows.
struct ReportBuilder: Sendable {
    let figures: Figures
    let broker: ObservedBroker
    let workers: WorkerPool
    let cache: MemoryAnswerCache
    let redis: RedisTier?
    let time: any TimeSource

    func report() async throws -> ServerReport {
        let snapshot = try await broker.snapshot()
        return ServerReport(
            version: Server.version, uptime: time.now - figures.startedAt,
            durability: snapshot.durability,
            process: .now(lostLogLines: StandardStreams.errors.lost), queue: snapshot,
            workers: (workers.limit, workers.busy), cache: cache.size,
            redis: redis.map { $0.isUp ? .up : .down } ?? .off, providers: workers.chain.providers.map(report),
            lastMinute: figures.lately(),
            totals: figures.totals)
    }

    private func report(_ managed: ManagedProvider) -> ProviderReport {
        let (standing, nextAt, trouble) = (managed.pacer.standing, managed.pacer.nextAt, managed.health.trouble)
        let state: ProviderReport.State =
            if let trouble { trouble.isStopped ? .stopped : .open } else { nextAt == nil ? .up : .paced }
        return ProviderReport(
            model: managed.provider.model, state: state, detail: trouble?.detail ?? managed.health.advice,
            retryAt: trouble?.nextCheck ?? nextAt,
            requestsLeft: standing.requestsLeft, tokensLeft: standing.tokensLeft,
            calls: calls(managed.figures, standing))
    }

    private func calls(_ figures: CallFigures, _ standing: PacerStanding) -> ProviderReport.Calls {
        var calls = ProviderReport.Calls()
        calls.count = figures.calls
        calls.usage = figures.usage
        calls.latency = Percentiles(figures.latency)
        calls.errors = ProviderError.Class.allCases.filter { $0 != .cancelled }.compactMap { failure in
            figures.failures[failure].map { (failure.rawValue, $0) }
        }
        calls.repairs = ReplyRepair.allCases.compactMap { repair in
            figures.repairs[repair].map { (repair.rawValue, $0) }
        }
        calls.waits = standing.waits
        calls.waited = standing.waited
        calls.concurrency = standing.concurrency
        return calls
    }
}
