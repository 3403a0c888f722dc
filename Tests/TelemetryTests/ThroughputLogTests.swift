import Jobs
import Logging
import Telemetry
import TestSupport
import Testing

@Suite struct ThroughputLogTests {
    private let time = ManualTime()
    private let captured = CapturedLog()

    /// Runs the log for the duration of the body.
    private func logging(
        _ metrics: Metrics, depth: QueueSnapshot = QueueSnapshot(), _ body: () async throws -> Void
    ) async throws {
        let log = ThroughputLog(metrics: metrics, interval: .seconds(10), time: time, logger: captured.logger) { depth }
        try await withThrowingTaskGroup { group in
            group.addTask { await ManualTime.$isTicking.withValue(true) { await log.run() } }
            try await time.ticker()
            try await body()
            group.cancelAll()
        }
    }

    @Test("one line an interval, and a last one at the end")
    func lines() async throws {
        try await logging(Metrics(time: time)) {
            try await time.pass(.seconds(9))
            #expect(captured.lines.value.isEmpty)
            for count in 1...6 {
                try await time.pass(.seconds(10))
                #expect(captured.lines.value.count == count)
            }
        }
        #expect(captured.lines.value.count == 7)
        #expect(captured.lines.value.allSatisfy { $0.message == "throughput" && $0.level == .info })
    }

    @Test("a line has everything that is to be known about its interval")
    func content() async throws {
        let metrics = Metrics(time: time)
        var depth = QueueSnapshot()
        (depth.waiting, depth.running, depth.oldestAge) = (42, 3, .milliseconds(2500))
        try await logging(metrics, depth: depth) {
            for (counter, count) in [
                (.accepted, 100), (.completed, 55), (.failed, 5), (.rejected, 20), (.hitsMemory, 7), (.hitsRedis, 6),
                (.hitsJournal, 8),
                (.misses, 9), (.coalesced, 11), (.providerCalls, 4), (.packedJobs, 10),
            ] as [(Counter, Int)] {
                metrics.add(count, to: counter)
            }
            for _ in 0..<100 { metrics.providerCall(.milliseconds(200)) }
            for _ in 0..<100 { metrics.submitToDone(.seconds(3)) }
            try await time.pass(.seconds(10))
        }
        let line = try #require(captured.lines.value.first).metadata.mapValues(\.description)
        let exact = [
            "accepted/s": "10.0", "completed/s": "5.5", "failed/s": "0.5", "rejected/s": "2.0", "hits.memory": "7",
            "hits.redis": "6",
            "hits.journal": "8", "misses": "9", "coalesced": "11", "depth": "42", "oldest": "2.5s", "running": "3",
            "pack": "2.5",
        ]
        for (name, value) in exact { #expect(line[name] == value, "\(name)") }
        #expect(Set(line.keys) == Set(exact.keys).union(["provider", "done"]))
        try expectThree(line["provider"], near: 0.2)
        try expectThree(line["done"], near: 3)
    }

    /// p50, p95 and p99, in seconds.
    private func expectThree(_ value: String?, near truth: Double) throws {
        let parts = try #require(value).split(separator: "/")
        #expect(parts.count == 3)
        for part in parts {
            #expect(part.hasSuffix("s"))
            let seconds = try #require(Double(part.dropLast()))
            #expect(abs(seconds - truth) <= 0.13 * truth)
        }
    }

    @Test("a line is about its own interval only")
    func intervals() async throws {
        let metrics = Metrics(time: time)
        try await logging(metrics) {
            metrics.add(100, to: .accepted)
            try await time.pass(.seconds(10))
            metrics.add(10, to: .accepted)
            try await time.pass(.seconds(10))
            try await time.pass(.seconds(10))
        }
        let rates = captured.lines.value.map { $0.metadata["accepted/s"]?.description }
        #expect(rates == ["10.0", "1.0", "0.0", "0.0"])
    }

    @Test("what was not measured is left out")
    func unmeasured() async throws {
        try await logging(Metrics(time: time)) { try await time.pass(.seconds(10)) }
        let line = try #require(captured.lines.value.first).metadata
        for name in ["pack", "provider", "done"] { #expect(line[name] == nil) }
        #expect(line["oldest"]?.description == "0.0s")
    }
}
