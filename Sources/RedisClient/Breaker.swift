/// A circuit breaker: how long to leave a server alone after it has failed.
///
/// A server that cannot be reached costs callers nothing, since commands fail at once: it is tried every few seconds. A
/// server that answers its PING and then fails commands costs callers their timeouts each time: after a few such
/// failures in a row, it is left alone for longer and longer. Only a successful round trip ends such a row: the PING of
/// a new connection proves too little.
struct Breaker: Sendable {
    private static let patience = 5

    /// Failed attempts to connect, in a row.
    private var silences = 0
    /// Failed round trips, in a row.
    private var failures = 0

    /// A connection could not be made, or its PING was not answered.
    /// - Parameter chance: 0 to 1. Shortens the pause by up to half, so that servers which lost the same Redis do not
    ///   all come back at the same time.
    mutating func stayedSilent(chance: Double) -> Duration {
        silences += 1
        return Self.pause(.milliseconds(100), doublings: silences - 1, longest: .seconds(5)) * (1 - chance / 2)
    }

    mutating func connected() {
        silences = 0
    }

    /// A round trip timed out, or its connection broke. `chance` as above.
    mutating func failedCallers(chance: Double) -> Duration {
        failures += 1
        let pause =
            failures < Self.patience
            ? .milliseconds(100)
            : Self.pause(.seconds(1), doublings: failures - Self.patience, longest: .seconds(30))
        return pause * (1 - chance / 2)
    }

    mutating func servedCallers() {
        failures = 0
    }

    private static func pause(_ first: Duration, doublings: Int, longest: Duration) -> Duration {
        min(first * (1 << min(doublings, 16)), longest)
    }
}
