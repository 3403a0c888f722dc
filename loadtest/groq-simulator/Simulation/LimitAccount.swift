/// What was charged to one limit and not yet given back. Times are durations since the same start and never step back.
protocol LimitAccount: Sendable {
    /// What is charged now, in whole requests or tokens, rounded up.
    mutating func used(at now: Duration, limit: Int) -> Int

    /// How long until `amount`, which is not above the limit, fits in; zero when it does now.
    mutating func wait(for amount: Int, at now: Duration, limit: Int) -> Duration

    /// How long until nothing is charged any more.
    mutating func waitUntilUnused(at now: Duration, limit: Int) -> Duration

    /// Takes `amount`, whether it fits in or not.
    mutating func charge(_ amount: Int, at now: Duration, limit: Int) -> Charge

    /// Puts the charge right. What has been given back meanwhile stays so.
    mutating func correct(_ charge: Charge, to amount: Int, at now: Duration, limit: Int)
}

/// One charge that may have to be corrected.
struct Charge: Hashable, Sendable {
    let amount: Int
    /// Where the account keeps it: the number of its window, or its own.
    let number: Int
}
