/// A bucket that drains by the whole limit in each period, without a pause.
struct ContinuousAccount: LimitAccount {
    /// In nanoseconds.
    private let period: Int128
    /// What is charged, times the period: so all figures are exact.
    private var level: Int128 = 0
    private var drainedAt: Duration = .zero

    init(period: Duration) {
        self.period = period.nanoseconds
    }

    mutating func used(at now: Duration, limit: Int) -> Int {
        drain(at: now, limit)
        return Int(level.dividedUp(by: period))
    }

    mutating func wait(for amount: Int, at now: Duration, limit: Int) -> Duration {
        drain(at: now, limit)
        let excess = level + Int128(amount) * period - Int128(limit) * period
        return .nanoseconds(max(0, excess).dividedUp(by: Int128(limit)))
    }

    mutating func waitUntilUnused(at now: Duration, limit: Int) -> Duration {
        drain(at: now, limit)
        return .nanoseconds(level.dividedUp(by: Int128(limit)))
    }

    mutating func charge(_ amount: Int, at now: Duration, limit: Int) -> Charge {
        drain(at: now, limit)
        level += Int128(amount) * period
        return Charge(amount: amount, number: 0)
    }

    mutating func correct(_ charge: Charge, to amount: Int, at now: Duration, limit: Int) {
        drain(at: now, limit)
        level = max(0, level + Int128(amount - charge.amount) * period)
    }

    private mutating func drain(at now: Duration, _ limit: Int) {
        guard now > drainedAt else { return }
        level = max(0, level - (now - drainedAt).nanoseconds * Int128(limit))
        drainedAt = now
    }
}

extension Duration {
    var nanoseconds: Int128 { attoseconds / 1_000_000_000 }

    static func nanoseconds(_ count: Int128) -> Duration { Duration(attoseconds: count * 1_000_000_000) }
}

extension Int128 {
    /// For numbers that are not negative.
    func dividedUp(by divisor: Int128) -> Int128 { (self + divisor - 1) / divisor }
}
