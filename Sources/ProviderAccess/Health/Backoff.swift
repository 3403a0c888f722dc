import Jobs

/// Exponential backoff with full jitter: anything between nothing and a ceiling that doubles (Brooker, "Exponential
/// Backoff And Jitter", AWS Architecture Blog, 2015). So those who failed together do not come back together.
package struct Backoff: Hashable, Sendable {
    let first: Duration
    let longest: Duration

    /// For one text whose answers are of no use.
    package static let attempts = Backoff(first: .milliseconds(500), longest: .seconds(30))
    /// For one text whose calls take so long to no end: so it has a slot for a tenth of the time or so.
    package static func after(_ time: Duration) -> Backoff {
        Backoff(first: time * 12, longest: max(.seconds(600), time * 12))
    }
    /// For a provider that fails.
    static let probes = Backoff(first: .seconds(1), longest: .seconds(30))
    /// For a provider that asks to wait, but not how long.
    static let limits = Backoff(first: .seconds(2), longest: .seconds(60))

    /// Before the next try, after so many failures in a row.
    func ceiling(after failures: Int) -> Duration {
        min(longest, first * (1 << min(16, max(0, failures - 1))))
    }

    /// As `delay`, but no shorter than half the ceiling: delays that grow for certain.
    package func growingDelay(after failures: Int) -> Duration {
        let half = ceiling(after: failures) / 2
        return half + .microseconds(Int64.random(in: 0...half.inMicroseconds))
    }

    func delay(after failures: Int) -> Duration {
        .microseconds(Int64.random(in: 0...ceiling(after: failures).inMicroseconds))
    }
}
