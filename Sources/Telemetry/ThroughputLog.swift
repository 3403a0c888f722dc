package import Jobs
package import Logging

/// One line every interval: what came, what went, what waits, and how long it took.
package struct ThroughputLog: Sendable {
    private let figures: Figures
    private let interval: Duration
    private let time: any TimeSource
    private let logger: Logger
    private let queue: @Sendable () async throws -> QueueSnapshot

    /// - Parameter queue: the queue as it stands when a line is written.
    package init(
        figures: Figures, interval: Duration, time: any TimeSource, logger: Logger,
        queue: @escaping @Sendable () async throws -> QueueSnapshot
    ) {
        self.figures = figures
        self.interval = interval
        self.time = time
        self.logger = logger
        self.queue = queue
    }

    /// Writes lines until its task is cancelled, and a last one then.
    package func run() async {
        while !Task.isCancelled {
            do { try await time.sleep(until: time.now + interval) } catch { break }
            await write()
        }
        await write()
    }

    private func write() async {
        let slice = figures.closeSlice()
        var snapshot = QueueSnapshot()
        // A broker that cannot say how the queue is leaves its figures at zero.
        do { snapshot = try await queue() } catch {}
        logger.info("throughput", metadata: Self.line(slice, snapshot))
    }

    /// The line's values, by name.
    package static func line(_ slice: Figures.Slice, _ queue: QueueSnapshot) -> Logger.Metadata {
        var line: Logger.Metadata = [
            "accepted/s": rate(slice.perSecond(.accepted)),
            "completed/s": rate(slice.perSecond(.completed)),
            "failed/s": rate(slice.perSecond(.failed)),
            "rejected/s": rate(slice.perSecond(.rejected)),
            "hits.memory": "\(slice[.hitsMemory])",
            "hits.redis": "\(slice[.hitsRedis])",
            "hits.journal": "\(slice[.hitsJournal])",
            "misses": "\(slice[.misses])",
            "coalesced": "\(slice[.coalesced])",
            "depth": "\(queue.waiting)",
            "oldest": "\(seconds(queue.oldestAge ?? .zero))",
            "running": "\(queue.running)",
        ]
        if slice[.providerCalls] > 0 {
            line["pack"] = rate(Double(slice[.packedJobs]) / Double(slice[.providerCalls]))
        }
        line["provider"] = Percentiles(slice.provider).map(times)
        line["done"] = Percentiles(slice.submitToDone).map(times)
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
