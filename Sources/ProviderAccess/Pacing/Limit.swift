import Analysis
import Jobs

/// One limit of a provider and what counts against it: a pure state machine, as it stands at `updated`.
///
/// It counts in two ways: as a bucket that drains continuously, and as the charges of the last period. Both must have
/// room until the provider's headers have shown that it refills continuously: what fits into every minute, wherever it
/// begins, fits into fixed and sliding minutes too. Limits of the hour and the day are buckets only.
struct Limit: Hashable, Sendable {
    struct Amount: Hashable, Sendable {
        var time: Timestamp
        var count: Int
    }

    let subject: RateLimitReport.Subject
    let period: RateLimitReport.Period
    /// The operator's: a provider's word can only lower it.
    let ceiling: Int?
    /// The provider's.
    var told: Int?
    /// What a minute came to when a call was refused and nobody said by which limit.
    var refused: Amount?
    /// The share that is left alone, since estimates are estimates.
    var headroom = PacingConstants.caution
    /// In the bucket.
    var used = 0.0
    var updated: Timestamp
    /// The charges of the last period, several as one: their sum, at the time of the last.
    var slots: [Amount] = []
    /// All that was ever charged.
    var total = 0
    /// The tenths of the limit at which headers in a row agreed with continuous refill, as bits.
    var tenths: UInt16 = 0

    init(_ subject: RateLimitReport.Subject, per period: RateLimitReport.Period, ceiling: Int?, at now: Timestamp) {
        (self.subject, self.period, updated) = (subject, period, now)
        self.ceiling = ceiling.map { min($0, Self.most) }
    }

    /// A limit beyond it is none, and amounts can be added without overflow.
    private static let most = 1_000_000_000_000

    /// What the operator or the provider says.
    var named: Int? { told.map { min($0, ceiling ?? $0) } ?? ceiling }

    /// After a refusal without a word the limit is cut, regains as much within the time of trust, grows on for as long
    /// again, and is then forgotten.
    var limit: Int? {
        let rest = refused.map { 1 - (updated - $0.time).inSeconds / PacingConstants.trust.inSeconds } ?? -1
        guard let refused, rest > -1 else { return named }
        let found = max(1, Int(Double(refused.count) * (1 - PacingConstants.caution * rest)))
        return min(found, named ?? found)
    }

    var isContinuous: Bool { period > .minute || tenths.nonzeroBitCount >= PacingConstants.agreements }

    private var sum: Int { slots.reduce(0) { $0 + $1.count } }

    /// What counts, in the way that counts more.
    private var charged: Int { max(Int(used.rounded(.up)), isContinuous ? 0 : sum) }

    /// What may count in a period, and the burst that the bucket allows: a call that is late on its way finds a fuller
    /// bucket than it left.
    private func capacity(_ limit: Int) -> (window: Int, bucket: Int) {
        let window = subject == .requests ? limit : max(1, limit - Int(Double(limit) * headroom))
        return (window, max(1, min(window, limit - max(1, Int(Double(limit) * PacingConstants.precision)))))
    }

    /// What a call counts here.
    func amount(_ tokens: Int) -> Int { subject == .tokens ? tokens : 1 }

    /// What may be charged; nil is no limit.
    var room: Int? {
        guard let (window, bucket) = limit.map(capacity) else { return nil }
        let inBucket = bucket - Int(used.rounded(.up))
        return max(0, isContinuous ? inBucket : min(inBucket, window - sum))
    }

    /// When this much may be charged, if nothing else comes. What is more than everything waits for everything.
    func time(of amount: Int) -> Timestamp {
        guard let limit else { return updated }
        let (window, bucket) = capacity(limit)
        let excess = (used + Double(min(0, amount - bucket))) / Double(limit) * period.length.inSeconds
        // However deep the debt is, it is looked at again after a month.
        var ready = updated + .microseconds(Int64((max(0, min(excess, 30 * 86_400)) * 1_000_000).rounded(.up)))
        var rest = isContinuous ? 0 : sum + min(0, amount - window)
        for slot in slots where rest > 0 {
            rest -= slot.count
            ready = max(ready, slot.time + period.length + PacingConstants.lateness)
        }
        return ready
    }

    /// Clocks may differ where servers share it: time never steps back here.
    mutating func advance(to now: Timestamp) {
        let passed = max(.zero, now - updated)
        updated = updated + passed
        let oldest = updated - period.length - PacingConstants.lateness
        slots.removeAll { $0.time <= oldest }
        let drained = limit.map { Double($0) * passed.inSeconds / period.length.inSeconds }
        // Without a limit, what it will have counted when it is told.
        used = drained.map { max(0, used - $0) } ?? Double(sum)
    }

    mutating func charge(_ amount: Int) {
        total += amount
        // What a bucket holds begins with its limit.
        if limit != nil || period <= .minute { used += Double(amount) }
        guard period <= .minute else { return }
        if let last = slots.last, number(of: last.time) == number(of: updated) {
            slots[slots.count - 1] = Amount(time: updated, count: last.count + amount)
        } else {
            slots.append(Amount(time: updated, count: amount))
        }
    }

    mutating func correct(by difference: Int, chargedAt time: Timestamp) {
        used = max(0, used + Double(difference))
        guard let index = slots.firstIndex(where: { number(of: $0.time) == number(of: time) }) else { return }
        slots[index].count = max(0, slots[index].count + difference)
    }

    private func number(of time: Timestamp) -> Int64 {
        time.microseconds / Int64(period.length.inSeconds * 1_000_000 / PacingConstants.slots)
    }
}

// MARK: - What the provider says

extension Limit {
    /// A call was answered, and had come to so much. A limit below that, or half of what counted, is none.
    /// - Parameter then: as it was when the call had been charged.
    /// - Returns: how long the provider has next to nothing left, where it says so and we would wait longer or
    ///   not at all.
    mutating func answered(_ reports: [RateLimitReport], counted: Int, _ then: Limit) -> Duration? {
        let report = reports.first { $0.subject == subject && $0.period == period }
        if let limit = report?.limit { told = limit }
        if let limit = told, limit < counted || limit < then.charged / 2 || limit > Self.most { told = nil }
        var miss = PacingConstants.precision
        // A charge of another history, from before the store lost its own, says nothing.
        if let remaining = report?.remaining, let limit = report?.limit, limit == named, total >= then.total {
            see(Double(limit - remaining) / Double(limit), report?.reset)
            // What the provider counts beyond our calls: those of others with the same key, or ours before a restart.
            let foreign = max(0, limit - remaining - then.charged - (total - then.total))
            miss = Double(foreign) / Double(limit) / PacingConstants.fading
            if foreign > max(2, Int(Double(limit) * headroom)) {
                charge(foreign)
                miss = 0
            }
        }
        headroom = min(PacingConstants.caution, max(miss, headroom * PacingConstants.fading))
        let next = Int(Double(report?.limit ?? 0) * PacingConstants.precision)
        guard let reset = report?.reset, let remaining = report?.remaining, remaining <= next else { return nil }
        let ours = time(of: counted)
        let differs = ours > updated + reset + PacingConstants.lateness || remaining == 0 && ours == updated
        guard named == nil ? report?.limit == nil : differs else { return nil }
        // Then nothing of it counts any more.
        (used, slots) = (0, [])
        return reset
    }

    /// With continuous refill the time until a limit is whole again is in proportion to what is used of it; limits by
    /// fixed or sliding minutes say the end of the minute, or a whole minute.
    private mutating func see(_ used: Double, _ reset: Duration?) {
        guard let reset else { return }
        let agrees = abs(reset.inSeconds / period.length.inSeconds - used) <= PacingConstants.precision
        tenths = agrees ? tenths | 1 << UInt16(used * 10) : 0
    }

    /// A call was refused by this limit. Its charge has been settled as one that was not made.
    mutating func refuse(_ report: RateLimitReport) {
        headroom = min(PacingConstants.caution, max(PacingConstants.precision, headroom / PacingConstants.fading))
        told = report.limit.map { min($0, Self.most) }
        if let named { used = max(used, Double(named - (report.remaining ?? 0))) }
    }

    /// A call was refused, and nobody said by which limit: the last minute may have come to it. Calls that were under
    /// way together count once; a refusal far below the limit that was found says that it was none.
    mutating func refuse(_ amount: Int, begun: Timestamp) {
        // Nothing is used up by nothing.
        guard refused.map({ begun > $0.time }) ?? true, sum > 0 else { return }
        let isFound = refused.map { updated - $0.time < PacingConstants.trust * 2 } ?? false
        let count = min(sum + Int(Double(amount) * (1 - PacingConstants.caution)), limit ?? .max)
        refused = isFound && sum + amount < (limit ?? 0) / 2 ? nil : Amount(time: updated, count: count)
    }
}
