/// The sum of the charges of the last period.
struct SlidingAccount: LimitAccount {
    private struct Entry {
        let time: Duration
        var amount: Int
    }

    private let period: Duration
    private var entries: [Entry] = []
    /// The oldest entry that still counts; those before it are dropped now and then.
    private var oldest = 0
    /// How many were dropped: an entry's number less this is its index.
    private var dropped = 0
    private var sum = 0

    init(period: Duration) {
        self.period = period
    }

    mutating func used(at now: Duration, limit: Int) -> Int {
        forget(at: now)
        return sum
    }

    mutating func wait(for amount: Int, at now: Duration, limit: Int) -> Duration {
        forget(at: now)
        var rest = sum
        var wait = Duration.zero
        for entry in entries[oldest...] {
            guard rest + amount > limit else { break }
            rest -= entry.amount
            wait = entry.time + period - now
        }
        return wait
    }

    mutating func waitUntilUnused(at now: Duration, limit: Int) -> Duration {
        forget(at: now)
        guard oldest < entries.count, let newest = entries.last else { return .zero }
        return newest.time + period - now
    }

    mutating func charge(_ amount: Int, at now: Duration, limit: Int) -> Charge {
        forget(at: now)
        entries.append(Entry(time: now, amount: amount))
        sum += amount
        return Charge(amount: amount, number: dropped + entries.count - 1)
    }

    mutating func correct(_ charge: Charge, to amount: Int, at now: Duration, limit: Int) {
        forget(at: now)
        let index = charge.number - dropped
        guard index >= oldest else { return }
        entries[index].amount = amount
        sum += amount - charge.amount
    }

    private mutating func forget(at now: Duration) {
        while oldest < entries.count, entries[oldest].time + period <= now {
            sum -= entries[oldest].amount
            oldest += 1
        }
        guard oldest > 1024, oldest * 2 > entries.count else { return }
        entries.removeFirst(oldest)
        dropped += oldest
        oldest = 0
    }
}
