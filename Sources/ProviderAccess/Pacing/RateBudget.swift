import Analysis
import Jobs

/// What a provider's limits leave for calls: a pure state machine. Time never steps back within it; where servers share
/// it, time is the store's.
struct RateBudget: Hashable, Sendable {
    /// What a call was charged, and the limits as they were then.
    struct Charge: Hashable, Sendable {
        let tokens: Int
        let time: Timestamp
        fileprivate let limits: [Limit]
    }

    /// Not yet.
    struct Wait: Error, Hashable {
        let delay: Duration
    }

    /// Of requests, then of tokens; the shortest periods first.
    var limits: [Limit]
    /// The provider asked for silence until then.
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

    /// Counted at a time that is not yet there, by more than clocks differ.
    func isAhead(of now: Timestamp) -> Bool {
        let bound = now + .seconds(60)
        return heldUntil > bound + PacingConstants.trust || limits.contains { $0.updated > bound }
    }

    var isUnlimited: Bool { limits.allSatisfy { $0.limit == nil } }

    /// The most tokens that a call may count, to fit when nothing else is charged; nil is no limit. What was only found
    /// by refusals condemns no text: a larger call waits for everything.
    var largestCall: Int? {
        limits.filter { $0.subject == .tokens }.compactMap(\.named).min().map {
            max(1, $0 - Int(Double($0) * PacingConstants.caution / 2))
        }
    }

    /// How many calls of this size the limits allow in the long run; those of the day count once they are used up.
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

    /// Room for a call, in tokens, or how long there is none. Fewer and fuller calls leave more of the limits for
    /// texts: so room for a full pack is waited for while more of it comes, for a minute at most.
    /// - Parameter waited: how long the call has waited.
    mutating func room(for request: CapacityRequest, waited: Duration, at now: Timestamp) -> Result<Int, Wait> {
        advance(to: now)
        let (left, latest) = (left(of: .tokens) ?? 1 << 60, now + PacingConstants.fullPackWait)
        let full = ready(for: request.wanted)
        let comes = full > now && waited < .seconds(60) && ready(for: left + 1) <= latest
        // Then less will do.
        let ready = comes ? min(full, latest) : ready(for: request.least)
        guard ready <= now else { return .failure(Wait(delay: ready - now)) }
        return .success(max(left, min(request.least, largestCall ?? request.least)))
    }

    private func ready(for tokens: Int) -> Timestamp {
        limits.reduce(heldUntil) { ready, limit in
            let time = limit.time(of: limit.amount(tokens))
            // What only the provider says is put to the test now and then.
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

    /// No call before this time, but a wait of the provider's is believed for some minutes at most: then a call tries
    /// it. A shorter hold never replaces a longer one.
    mutating func hold(until time: Timestamp, at now: Timestamp) {
        heldUntil = max(heldUntil, min(time, now + PacingConstants.trust))
    }

    /// Corrects a charge by what became of the call, and learns from it.
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
        // The provider has counted it, and perhaps worked on it: what was reserved stays charged.
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
        // No limit of the minute asks for a longer wait than a minute, rounded up.
        let mayBeMinute = report?.period ?? .minute <= .minute && retryAfter ?? .zero <= .seconds(61)
        for index in limits.indices {
            let (subject, period) = (limits[index].subject, limits[index].period)
            if let report, report.limit ?? 0 > 0 {
                if subject == report.subject, period == report.period { limits[index].refuse(report) }
            } else if mayBeMinute, subject == .tokens, period == .minute {
                // Of tokens, whatever it was: calls of one size are as many.
                limits[index].refuse(charge.tokens, begun: charge.time)
            }
        }
    }
}
