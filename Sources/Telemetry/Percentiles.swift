/// Three percentiles of one kind of duration.
package struct Percentiles: Hashable, Sendable {
    package let p50: Duration
    package let p95: Duration
    package let p99: Duration

    /// Nil if the histogram is empty.
    package init?(_ histogram: LatencyHistogram) {
        guard let p50 = histogram.percentile(0.5), let p95 = histogram.percentile(0.95),
            let p99 = histogram.percentile(0.99)
        else { return nil }
        self.p50 = p50
        self.p95 = p95
        self.p99 = p99
    }
}
