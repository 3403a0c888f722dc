import Jobs

/// Exponential back-off with full jitter: a random delay between zero and a ceiling that doubles (Brooker, "Exponential
/// Backoff And Jitter", AWS Architecture Blog, 2015). So calls that failed together are not retried together.
package struct Backoff: Hashable, Sendable {
    let first: Duration
    let longest: Duration

    /// For a text that gets unusable answers.
    package static let attempts = Backoff(first: .milliseconds(500), longest: .seconds(30))
    /// For a text whose calls time out after this long. They then occupy a slot for about a tenth of the time.
    package static func after(_ time: Duration) -> Backoff {
        Backoff(first: time * 12, longest: max(.seconds(600), time * 12))
    }
    /// For a provider that fails.
    static let probes = Backoff(first: .seconds(1), longest: .seconds(30))
    /// For a provider that asks to wait without saying how long.
    static let limits = Backoff(first: .seconds(2), longest: .seconds(60))

    /// The longest delay before the next try, after this many failures in a row.
    func ceiling(after failures: Int) -> Duration {
        min(longest, first * (1 << min(16, max(0, failures - 1))))
    }

    /// Like `delay`, but at least half the ceiling, so that delays always grow.
    package func growingDelay(after failures: Int) -> Duration {
        let half = ceiling(after: failures) / 2
        return half + .microseconds(Int64.random(in: 0...half.inMicroseconds))
    }

    func delay(after failures: Int) -> Duration {
        .microseconds(Int64.random(in: 0...ceiling(after: failures).inMicroseconds))
    }
}
