package import Jobs
package import Logging

/// Logs one line per interval: what arrived, what left, what waits, and how long it took.
package struct ThroughputLog: Sendable {
    private let metrics: Metrics
    private let interval: Duration
    private let time: any TimeSource
    private let logger: Logger
    private let queue: @Sendable () async throws -> QueueSnapshot

    /// - Parameter queue: the queue as it stands when a line is written.
    package init(
        metrics: Metrics, interval: Duration, time: any TimeSource, logger: Logger,
        queue: @escaping @Sendable () async throws -> QueueSnapshot
    ) {
        self.metrics = metrics
        self.interval = interval
        self.time = time
        self.logger = logger
        self.queue = queue
    }

    /// Writes lines until its task is cancelled, then a last one.
    package func run() async {
        while !Task.isCancelled {
            do { try await time.sleep(until: time.now + interval) } catch { break }
            await write()
        }
        await write()
    }

    private func write() async {
        let window = metrics.takeInterval()
        var snapshot = QueueSnapshot()
        // If the broker cannot return a snapshot, its metrics stay at zero.
        do { snapshot = try await queue() } catch {}
        logger.info("throughput", metadata: Self.line(window, snapshot))
    }

    /// The line's values, by name.
    package static func line(_ window: Metrics.Window, _ queue: QueueSnapshot) -> Logger.Metadata {
        var line: Logger.Metadata = [
            "accepted/s": rate(window.perSecond(.accepted)),
            "completed/s": rate(window.perSecond(.completed)),
            "failed/s": rate(window.perSecond(.failed)),
            "rejected/s": rate(window.perSecond(.rejected)),
            "hits.memory": "\(window[.hitsMemory])",
            "hits.redis": "\(window[.hitsRedis])",
            "hits.journal": "\(window[.hitsJournal])",
            "misses": "\(window[.misses])",
            "coalesced": "\(window[.coalesced])",
            "depth": "\(queue.waiting)",
            "oldest": "\(seconds(queue.oldestAge ?? .zero))",
            "running": "\(queue.running)",
        ]
        if window[.providerCalls] > 0 {
            line["pack"] = rate(Double(window[.packedJobs]) / Double(window[.providerCalls]))
        }
        line["provider"] = Percentiles(window.provider).map(times)
        line["done"] = Percentiles(window.submitToDone).map(times)
        return line
    }

    private static func times(_ percentiles: Percentiles) -> Logger.MetadataValue {
        "\(seconds(percentiles.p50))/\(seconds(percentiles.p95))/\(seconds(percentiles.p99))"
    }

    private static func seconds(_ duration: Duration) -> String {
        "\(Double(duration.inMicroseconds / 100) / 10_000)s"
    }

    private static func rate(_ value: Double) -> Logger.MetadataValue {
        "\((value * 10).rounded() / 10)"
    }
}
