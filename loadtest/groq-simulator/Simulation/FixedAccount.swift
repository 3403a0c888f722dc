/// A count that starts anew with each period of the clock.
struct FixedAccount: LimitAccount {
    /// In nanoseconds.
    private let period: Int128
    private var window = 0
    private var count = 0

    init(period: Duration) {
        self.period = period.nanoseconds
    }

    mutating func used(at now: Duration, limit: Int) -> Int {
        enterWindow(at: now)
        return count
    }

    mutating func wait(for amount: Int, at now: Duration, limit: Int) -> Duration {
        enterWindow(at: now)
        return count + amount <= limit ? .zero : untilNextWindow(now)
    }

    mutating func waitUntilUnused(at now: Duration, limit: Int) -> Duration {
        enterWindow(at: now)
        return count == 0 ? .zero : untilNextWindow(now)
    }

    mutating func charge(_ amount: Int, at now: Duration, limit: Int) -> Charge {
        enterWindow(at: now)
        count += amount
        return Charge(amount: amount, number: window)
    }

    mutating func correct(_ charge: Charge, to amount: Int, at now: Duration, limit: Int) {
        enterWindow(at: now)
        if charge.number == window { count += amount - charge.amount }
    }

    private mutating func enterWindow(at now: Duration) {
        let current = Int(now.nanoseconds / period)
        guard current > window else { return }
        window = current
        count = 0
    }

    private func untilNextWindow(_ now: Duration) -> Duration {
        .nanoseconds(Int128(window + 1) * period - now.nanoseconds)
    }
}
