import Jobs

/// One limit of a provider, and what we have charged to it: a pure state machine.
///
/// It counts in two ways at once, as a bucket that drains continuously and as the sum of the last minute. Both must have
/// room until it is known that the provider refills continuously; what fits into every minute, wherever it begins, fits
/// under fixed and sliding minutes too. Days are counted as a bucket alone.
struct Allowance: Hashable, Sendable {
    let subject: LimitSign.Subject
    let period: LimitSign.Period
    /// The operator's; a provider's word can only lower it.
    let ceiling: Int?
    /// What is granted in a period; nil while nothing is known.
    var limit: Int?
    /// Found out by being refused, not told: it may be raised again with care.
    var isLearned = false
    /// The share of the limit that is left alone, since estimates are estimates. It costs nothing under continuous
    /// refill, where only the burst is smaller for it.
    var cushion: Double
    var used = 0.0
    var updated: Timestamp
    var window = SlidingWindow()
    var refill = RefillEvidence()
    /// All that ever counted, as it was corrected.
    var counted = 0

    init(_ subject: LimitSign.Subject, per period: LimitSign.Period, ceiling: Int?, at now: Timestamp) {
        self.subject = subject
        self.period = period
        self.ceiling = ceiling.map { min($0, Self.most) }
        limit = self.ceiling
        cushion = Self.firstCushion
        updated = now
    }

    /// Before anything is known of how well we estimate.
    static let firstCushion = 0.3
    /// A limit beyond it is none.
    private static let most = 1_000_000_000_000
    /// However good the estimates have been.
    var leastCushion: Double { refill.isContinuous ? 0.02 : 0.003 }

    private var length: Duration { period == .minute ? .seconds(60) : .seconds(86_400) }

    /// Limits by the minute that are not known to be refilled continuously.
    private var countsMinutes: Bool { period == .minute && !refill.isContinuous }

    /// What may ever be charged at once.
    var largest: Int? {
        limit.map { limit in
            switch subject {
            case .requests: limit
            case .tokens: max(1, limit - Int(Double(limit) * cushion))
            }
        }
    }

    /// The burst that the bucket allows. A call that is late on its way finds a fuller bucket than it left.
    private var bucket: Int? {
        subject == .tokens ? largest : limit.map { max(1, $0 - max(1, $0 / 50)) }
    }

    /// What may be charged now.
    mutating func room(at now: Timestamp) -> Int {
        guard let largest, let bucket else { return .max }
        drain(at: now)
        let inBucket = bucket - Int(used.rounded(.up))
        guard countsMinutes else { return inBucket }
        window.advance(to: now)
        return min(inBucket, largest - window.sum)
    }

    /// When this much may be charged, if nothing else comes. What is more than everything waits for everything.
    mutating func time(of amount: Int, at now: Timestamp) -> Timestamp {
        guard let limit, let largest, let bucket else { return now }
        drain(at: now)
        let excess = used + Double(min(amount, bucket)) - Double(bucket)
        let perSecond = Double(limit) / length.inSeconds
        // However deep the debt is, it is looked at again after a month.
        let wait = min(excess / perSecond, 30 * 86_400)
        let drained = excess > 0 ? now + .microseconds(Int64((wait * 1_000_000).rounded(.up))) : now
        guard countsMinutes else { return drained }
        return max(drained, window.time(of: min(amount, largest), below: largest, now: now))
    }

    mutating func charge(_ amount: Int, at now: Timestamp) {
        drain(at: now)
        if period == .minute { window.add(amount, at: now) }
        used += Double(amount)
        counted += amount
    }

    mutating func correct(by difference: Int, chargedAt time: Timestamp, now: Timestamp) {
        drain(at: now)
        used = max(0, used + Double(difference))
        counted += difference
        if period == .minute { window.correct(by: difference, chargedAt: time, now: now) }
    }

    /// What counts against the limit now, in the way that counts more.
    mutating func charged(at now: Timestamp) -> Int {
        drain(at: now)
        let inBucket = Int(used.rounded(.up))
        guard countsMinutes else { return inBucket }
        window.advance(to: now)
        return max(inBucket, window.sum)
    }

    /// A call was found to count so much more than it was charged. What is left alone follows the largest miss of late.
    /// - Parameter trusted: enough calls have been seen to leave less alone than at first.
    mutating func missed(by tokens: Int, trusted: Bool) {
        guard let limit, limit > 0 else { return }
        let needed = Self.missMargin * Double(max(0, tokens)) / Double(limit)
        let faded = trusted ? max(leastCushion, cushion * Self.fading) : cushion
        cushion = min(Self.firstCushion, max(faded, needed))
    }

    private static let missMargin = 1.5
    private static let fading = 0.6

    /// The provider says how much is left, or the operator what the limit is: nothing is to be found out.
    var isTold: Bool { limit != nil && !isLearned }

    /// Counts as the provider does: so much is left. When there will be more is for the provider to say.
    mutating func fill(remaining: Int, at now: Timestamp) {
        drain(at: now)
        if let limit { used = max(used, Double(limit - remaining)) }
    }

    /// Takes a limit that was found out.
    mutating func learn(limit learned: Int, at now: Timestamp) {
        limit = max(1, min(learned, ceiling ?? learned))
        isLearned = true
        cushion = leastCushion
        fill(remaining: 0, at: now)
    }

    /// Tries a higher limit than was found out.
    mutating func raise(to higher: Int) {
        limit = min(higher, ceiling ?? Self.most)
    }

    /// Less had counted than was thought when it was learned.
    mutating func lower(to lower: Int) {
        limit = max(1, lower)
    }

    /// Takes back what was found out: it was no limit.
    mutating func unlearn() {
        guard isLearned else { return }
        limit = ceiling
        isLearned = false
    }

    /// The provider names its limit.
    mutating func tell(limit told: Int) {
        guard told > 0 else { return }
        limit = min(told, ceiling ?? Self.most)
        isLearned = false
    }

    private mutating func drain(at now: Timestamp) {
        if let limit {
            let drained = Double(limit) * (now - updated).inSeconds / length.inSeconds
            used = max(0, used - max(0, drained))
        } else if period == .minute {
            // What the limit will have counted when it is told.
            window.advance(to: now)
            used = Double(window.sum)
        } else {
            used = 0
        }
        // Clocks may differ where servers share it: time never steps back here.
        updated = max(updated, now)
    }
}
