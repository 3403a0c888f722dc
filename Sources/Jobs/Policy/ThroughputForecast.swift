/// What the provider side expects: the base of an honest Retry-After while nothing else is measured.
package enum ThroughputForecast: Hashable, Sendable {
    /// Work goes on, at about this many jobs per second.
    case working(jobsPerSecond: Double)
    /// The provider takes nothing before this time.
    case waiting(until: Timestamp, jobsPerSecond: Double)
    /// The provider takes nothing, and nobody knows until when.
    case stopped
}
