/// How long to leave a server alone that failed.
///
/// A server that does not answer costs nobody but us: it is tried every few seconds. One that answers its PING and then
/// fails our callers costs them their timeouts each time; after a few in a row it is left alone for longer and longer.
/// Only a caller's success ends such a row: the PING of a new connection proves too little.
struct Breaker: Sendable {
    private static let patience = 5

    /// Connections in a row that could not be made.
    private var silences = 0
    /// Round trips in a row that failed their callers.
    private var failures = 0

    /// A connection could not be made, or its PING was not answered.
    /// - Parameter chance: 0 to 1. The pause gets shorter with it, by up to half, so that servers which lost the same
    ///   Redis do not come back as one.
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
