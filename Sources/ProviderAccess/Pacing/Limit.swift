import Analysis
import Jobs

/// One limit of a provider and what is charged against it, as it stands at `updated`: a pure state machine.
///
/// It counts in two ways: as a leaky bucket that drains continuously, and as the sum of the charges of the last period.
/// Both must have room, until the provider's headers have shown that the limit refills continuously. What fits into
/// every minute, wherever it begins, also fits under fixed and sliding minutes. Limits of the hour and the day are
/// buckets only.
struct Limit: Hashable, Sendable {
    struct Amount: Hashable, Sendable {
        var time: Timestamp
        var count: Int
    }

    let subject: RateLimitReport.Subject
    let period: RateLimitReport.Period
    /// The operator's limit. What the provider says can only lower it.
    let ceiling: Int?
    /// The limit that the provider named.
    var told: Int?
    /// What the last minute came to when a call was refused without naming a limit.
    var refused: Amount?
    /// The share of the limit that stays unused, because estimates may be too low.
    var headroom = PacingConstants.caution
    /// The amount in the bucket.
    var used = 0.0
    var updated: Timestamp
    /// The charges of the last period. Charges in the same slot are kept as one: their sum, at the time of the last.
    var slots: [Amount] = []
    /// The sum of all charges ever made.
    var total = 0
    /// The loads, in tenths of the limit, at which consecutive headers agreed with continuous refill, as bits.
    var tenths: UInt16 = 0

    init(_ subject: RateLimitReport.Subject, per period: RateLimitReport.Period, ceiling: Int?, at now: Timestamp) {
        (self.subject, self.period, updated) = (subject, period, now)
        self.ceiling = ceiling.map { min($0, Self.most) }
    }

    /// A larger value is no limit. Below it, amounts can be added without overflow.
    private static let most = 1_000_000_000_000

    /// The limit that the operator or the provider named; the lower one if both did.
    var named: Int? { told.map { min($0, ceiling ?? $0) } ?? ceiling }

    /// The limit that applies. After a refusal that names no limit, the sum found is cut. It regains the cut within
    /// `PacingConstants.trust`, grows on for as long again, and is then forgotten.
    var limit: Int? {
        let rest = refused.map { 1 - (updated - $0.time).inSeconds / PacingConstants.trust.inSeconds } ?? -1
        guard let refused, rest > -1 else { return named }
        let found = max(1, Int(Double(refused.count) * (1 - PacingConstants.caution * rest)))
        return min(found, named ?? found)
    }

    var isContinuous: Bool { period > .minute || tenths.nonzeroBitCount >= PacingConstants.agreements }

    private var sum: Int { slots.reduce(0) { $0 + $1.count } }

    /// What has been charged, by the way of counting that gives more.
    private var charged: Int { max(Int(used.rounded(.up)), isContinuous ? 0 : sum) }

    /// What may be charged in a period, and the burst that the bucket allows. The burst is smaller, because calls that
    /// are delayed on their way can reach the provider closer together than they were sent.
    private func capacity(_ limit: Int) -> (window: Int, bucket: Int) {
        let window = subject == .requests ? limit : max(1, limit - Int(Double(limit) * headroom))
        return (window, max(1, min(window, limit - max(1, Int(Double(limit) * PacingConstants.precision)))))
    }

    /// What a call with this many tokens counts here.
    func amount(_ tokens: Int) -> Int { subject == .tokens ? tokens : 1 }

    /// What may be charged now; nil means no limit.
    var room: Int? {
        guard let (window, bucket) = limit.map(capacity) else { return nil }
        let inBucket = bucket - Int(used.rounded(.up))
        return max(0, isContinuous ? inBucket : min(inBucket, window - sum))
    }

    /// When this much may be charged if nothing else is. More than the capacity must wait until the limit is completely
    /// free.
    func time(of amount: Int) -> Timestamp {
        guard let limit else { return updated }
        let (window, bucket) = capacity(limit)
        let excess = (used + Double(min(0, amount - bucket))) / Double(limit) * period.length.inSeconds
        // At most a month, however far the limit is exceeded.
        var ready = updated + .microseconds(Int64((max(0, min(excess, 30 * 86_400)) * 1_000_000).rounded(.up)))
        var rest = isContinuous ? 0 : sum + min(0, amount - window)
        for slot in slots where rest > 0 {
            rest -= slot.count
            ready = max(ready, slot.time + period.length + PacingConstants.lateness)
        }
        return ready
    }

    /// Time never goes back here: the clocks of servers that share the limit may differ.
    mutating func advance(to now: Timestamp) {
        let passed = max(.zero, now - updated)
        updated = updated + passed
        let oldest = updated - period.length - PacingConstants.lateness
        slots.removeAll { $0.time <= oldest }
        let drained = limit.map { Double($0) * passed.inSeconds / period.length.inSeconds }
        // Without a limit, this is what counts as soon as one is named.
        used = drained.map { max(0, used - $0) } ?? Double(sum)
    }

    mutating func charge(_ amount: Int) {
        total += amount
        // The bucket of an hour or a day starts to count when its limit is known.
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
    /// A call was answered, and counted this much. A limit that the provider named is dropped if it is lower than that,
    /// or than half of what was charged.
    /// - Parameter then: the limit as it was when the call was charged.
    /// - Returns: how long to wait, if the provider says that next to nothing is left, and we would wait longer or not
    ///   at all.
    mutating func answered(_ reports: [RateLimitReport], counted: Int, _ then: Limit) -> Duration? {
        let report = reports.first { $0.subject == subject && $0.period == period }
        if let limit = report?.limit { told = limit }
        if let limit = told, limit < counted || limit < then.charged / 2 || limit > Self.most { told = nil }
        var miss = PacingConstants.precision
        // Skipped if the store has lost its history since the charge: the sums cannot be compared.
        if let remaining = report?.remaining, let limit = report?.limit, limit == named, total >= then.total {
            see(Double(limit - remaining) / Double(limit), report?.reset)
            // What the provider counts beyond our calls: calls of others with the same key, or ours before a restart.
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
        // After that time, nothing charged so far counts any more.
        (used, slots) = (0, [])
        return reset
    }

    /// Under continuous refill, the time until a limit is free again is proportional to what is used of it. Limits by
    /// fixed or sliding minutes name the end of the minute, or a whole minute.
    private mutating func see(_ used: Double, _ reset: Duration?) {
        guard let reset else { return }
        let agrees = abs(reset.inSeconds / period.length.inSeconds - used) <= PacingConstants.precision
        tenths = agrees ? tenths | 1 << UInt16(used * 10) : 0
    }

    /// A call was refused by this limit. Its charge has already been given back.
    mutating func refuse(_ report: RateLimitReport) {
        headroom = min(PacingConstants.caution, max(PacingConstants.precision, headroom / PacingConstants.fading))
        told = report.limit.map { min($0, Self.most) }
        if let named { used = max(used, Double(named - (report.remaining ?? 0))) }
    }

    /// A call was refused without naming a limit: the limit may be what the last minute came to. Refusals of calls that
    /// were in flight together count once. A refusal far below the limit found before shows that this was no limit.
    mutating func refuse(_ amount: Int, begun: Timestamp) {
        // If nothing was charged, no limit can be used up.
        guard refused.map({ begun > $0.time }) ?? true, sum > 0 else { return }
        let isFound = refused.map { updated - $0.time < PacingConstants.trust * 2 } ?? false
        let count = min(sum + Int(Double(amount) * (1 - PacingConstants.caution)), limit ?? .max)
        refused = isFound && sum + amount < (limit ?? 0) / 2 ? nil : Amount(time: updated, count: count)
    }
}
