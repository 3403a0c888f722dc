/// The throughput that the provider side expects. Retry-After is based on it as long as no rate is measured.
package enum ThroughputForecast: Hashable, Sendable {
    /// Work goes on, at about this many jobs per second.
    case working(jobsPerSecond: Double)
    /// The provider accepts no calls before this time.
    case waiting(until: Timestamp, jobsPerSecond: Double)
    /// The provider accepts no calls, for an unknown time.
    case stopped
}
