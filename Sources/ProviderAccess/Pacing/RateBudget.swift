import Analysis
import Jobs

/// All limits of a provider and what they leave for calls: a pure state machine. Time never goes back in it. If servers
/// share it, time is the store's.
struct RateBudget: Hashable, Sendable {
    /// What a call was charged, and the limits as they were then.
    struct Charge: Hashable, Sendable {
        let tokens: Int
        let time: Timestamp
        fileprivate let limits: [Limit]
    }

    /// There is no capacity yet.
    struct Wait: Error, Hashable {
        let delay: Duration
    }

    /// First requests, then tokens; the shortest periods first.
    var limits: [Limit]
    /// The provider asked to wait until then.
    var heldUntil: Timestamp
    /// When the last call was charged.
    var calledAt: Timestamp

    init(_ limits: RateLimits, at now: Timestamp) {
        self.limits = [RateLimitReport.Subject.requests, .tokens].flatMap { subject in
            RateLimitReport.Period.allCases.map { Limit(subject, per: $0, ceiling: limits[subject, $0], at: now) }
        }
        (heldUntil, calledAt) = (now, now)
    }

    mutating func advance(to now: Timestamp) {
        for index in limits.indices { limits[index].advance(to: now) }
    }

    /// Whether it was changed at a time that is still to come, by more than clocks differ.
    func isAhead(of now: Timestamp) -> Bool {
        let bound = now + .seconds(60)
        return heldUntil > bound + PacingConstants.trust || limits.contains { $0.updated > bound }
    }

    var isUnlimited: Bool { limits.allSatisfy { $0.limit == nil } }

    /// Maximum tokens of a call that fits when nothing else is charged; nil means no limit. Limits that were only found
    /// by refusals do not count, so that they fail no text: a larger call waits until they are completely free.
    var largestCall: Int? {
        limits.filter { $0.subject == .tokens }.compactMap(\.named).min().map {
            max(1, $0 - Int(Double($0) * PacingConstants.caution / 2))
        }
    }

    /// How many calls of this size a second the limits allow in the long run. Longer limits than a minute count only
    /// while they are used up.
    func callsPerSecond(tokens: Int) -> Double? {
        limits.lazy.compactMap { limit -> Double? in
            let amount = max(1, limit.amount(tokens))
            if limit.period > .minute, limit.room ?? .max >= amount { return nil }
            return limit.limit.map { Double($0) / limit.period.length.inSeconds / Double(amount) }
        }.min()
    }

    /// What may be charged of a subject; nil where no limit is known.
    func left(of subject: RateLimitReport.Subject) -> Int? {
        limits.lazy.filter { $0.subject == subject }.compactMap(\.room).min()
    }

    /// Capacity for a call, in tokens, or how long to wait for it. Fewer and fuller calls leave more of the limits for
    /// texts. So a call waits for a full pack while more capacity comes, but a minute at most.
    /// - Parameter waited: how long the call has waited.
    mutating func room(for request: CapacityRequest, waited: Duration, at now: Timestamp) -> Result<Int, Wait> {
        advance(to: now)
        let (left, latest) = (left(of: .tokens) ?? 1 << 60, now + PacingConstants.fullPackWait)
        let full = ready(for: request.wanted)
        let comes = full > now && waited < .seconds(60) && ready(for: left + 1) <= latest
        // If no more comes, the minimum is enough.
        let ready = comes ? min(full, latest) : ready(for: request.least)
        guard ready <= now else { return .failure(Wait(delay: ready - now)) }
        return .success(max(left, min(request.least, largestCall ?? request.least)))
    }

    private func ready(for tokens: Int) -> Timestamp {
        limits.reduce(heldUntil) { ready, limit in
            let time = limit.time(of: limit.amount(tokens))
            // A limit that only the provider named is tested by a call from time to time.
            let isOperators = limit.ceiling != nil && limit.named == limit.ceiling
            return max(ready, isOperators ? time : min(time, calledAt + PacingConstants.trust))
        }
    }

    /// Charges a call, or says when it may be made.
    mutating func charge(_ tokens: Int, at now: Timestamp) -> Result<Charge, Wait> {
        advance(to: now)
        let ready = ready(for: tokens)
        guard ready <= now else { return .failure(Wait(delay: ready - now)) }
        calledAt = max(calledAt, now)
        for index in limits.indices { limits[index].charge(limits[index].amount(tokens)) }
        return .success(Charge(tokens: tokens, time: now, limits: limits))
    }

    /// Allows no call before this time. But a wait that the provider asks for is obeyed for a few minutes at most: then
    /// one call tests it. A shorter hold never replaces a longer one.
    mutating func hold(until time: Timestamp, at now: Timestamp) {
        heldUntil = max(heldUntil, min(time, now + PacingConstants.trust))
    }

    /// Corrects a charge by the outcome of the call, and learns from it.
    mutating func settle(_ charge: Charge, _ outcome: CallOutcome, at now: Timestamp) {
        advance(to: now)
        switch outcome {
        case .done(let tokens, let reports):
            correct(charge, tokens: tokens, requests: 1)
            for index in limits.indices {
                let counted = limits[index].amount(tokens)
                let wait = limits[index].answered(reports, counted: counted, charge.limits[index])
                if let wait { hold(until: now + wait, at: now) }
            }
        case .refused(let report, let retryAfter):
            correct(charge, tokens: 0, requests: 0)
            refused(charge, by: report, retryAfter: retryAfter)
        // The provider may have counted it: what was reserved stays charged.
        case .failed: break
        case .overloaded: correct(charge, tokens: 0, requests: 1)
        case .unused: correct(charge, tokens: 0, requests: 0)
        }
    }

    private mutating func correct(_ charge: Charge, tokens: Int, requests: Int) {
        for index in limits.indices {
            let difference = limits[index].subject == .tokens ? tokens - charge.tokens : requests - 1
            if difference != 0 { limits[index].correct(by: difference, chargedAt: charge.time) }
        }
    }

    private mutating func refused(_ charge: Charge, by report: RateLimitReport?, retryAfter: Duration?) {
        // No limit of the minute asks for a wait of more than a minute, rounded up.
        let mayBeMinute = report?.period ?? .minute <= .minute && retryAfter ?? .zero <= .seconds(61)
        for index in limits.indices {
            let (subject, period) = (limits[index].subject, limits[index].period)
            if let report, report.limit ?? 0 > 0 {
                if subject == report.subject, period == report.period { limits[index].refuse(report) }
            } else if mayBeMinute, subject == .tokens, period == .minute {
                // Only the token limit is learned. With calls of one size, it respects a request limit as well.
                limits[index].refuse(charge.tokens, begun: charge.time)
            }
        }
    }
}
