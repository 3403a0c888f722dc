import Jobs

/// What a provider's limits leave for calls: a pure state machine. Time never steps back within it; where servers share
/// it, time is the store's.
struct RateBudget: Hashable, Sendable {
    /// What a call was charged, and how the limits stood then.
    struct Charge: Hashable, Sendable {
        let tokens: Int
        let time: Timestamp
        /// Of each allowance, after the charge.
        fileprivate let standing: [Int]
        /// All that was ever charged to each, after this charge.
        fileprivate let totals: [Int]
    }

    /// Not yet.
    struct Wait: Error, Hashable {
        let delay: Duration
    }

    /// Requests a minute and a day, tokens a minute and a day.
    var allowances: [Allowance]
    /// All that was ever charged to each.
    var totals: [Int]
    /// The provider asked for silence until then.
    var heldUntil: Timestamp
    /// Calls since the last refusal: what is learned is put to the test only rarely.
    var callsSinceRefusal = 0
    /// What refusals without a word of explanation teach.
    var learning = LimitLearning()
    /// Calls whose estimate is known to have been right or wrong.
    var measuredCalls = 0

    init(_ limits: RateLimits, at now: Timestamp) {
        allowances = [
            Allowance(.requests, per: .minute, ceiling: limits.requestsPerMinute, at: now),
            Allowance(.requests, per: .day, ceiling: limits.requestsPerDay, at: now),
            Allowance(.tokens, per: .minute, ceiling: limits.tokensPerMinute, at: now),
            Allowance(.tokens, per: .day, ceiling: limits.tokensPerDay, at: now),
        ]
        totals = [0, 0, 0, 0]
        heldUntil = now
    }

    /// Counted at a time that is not yet there, by more than clocks differ.
    func isAhead(of now: Timestamp) -> Bool {
        let bound = now + .seconds(60)
        return heldUntil > now + .seconds(2 * 86_400) || learning.isAhead(of: bound)
            || allowances.contains { $0.updated > bound || $0.window.newestTime > bound }
    }

    /// No limit is known.
    var isUnlimited: Bool { allowances.allSatisfy { $0.limit == nil } }

    /// The most tokens that a call may count, to fit when nothing else is charged; nil is no limit. What was only found out
    /// by refusals condemns no text: a larger call waits for everything.
    var largestCall: Int? {
        allowances.compactMap { $0.subject == .tokens && !$0.isLearned ? $0.limit : nil }.min().map {
            max(1, $0 - $0 / 10)
        }
    }

    /// How many calls of this size the limits allow in the long run; those of the day count once they are used up.
    mutating func callsPerSecond(tokens: Int, at now: Timestamp) -> Double? {
        var rate: Double?
        for index in allowances.indices {
            guard let limit = allowances[index].limit else { continue }
            let amount = allowances[index].subject == .tokens ? max(1, tokens) : 1
            let isDay = allowances[index].period == .day
            if isDay, allowances[index].room(at: now) >= amount { continue }
            let calls = Double(limit) / (isDay ? 86_400 : 60) / Double(amount)
            rate = min(rate ?? calls, calls)
        }
        return rate
    }

    /// What may be charged now of a subject; nil where no limit is known.
    mutating func left(of subject: LimitSign.Subject, at now: Timestamp) -> Int? {
        var least: Int?
        for index in allowances.indices where allowances[index].subject == subject && allowances[index].limit != nil {
            let room = max(0, allowances[index].room(at: now))
            least = min(least ?? room, room)
        }
        return least
    }

    /// Whether waiting for more room loses nothing: what flows in continuously is not lost while it gathers.
    var gathers: Bool {
        allowances.allSatisfy { $0.limit == nil || $0.period == .day || $0.refill.isContinuous }
    }

    /// How long whoever could fill a pack waits for the room to do so.
    private var patience: Duration { gathers ? .seconds(5) : .seconds(2) }

    /// Room for a call, in tokens, or how long there is none. Fewer and fuller calls leave more of the limits for texts: so
    /// room for a full pack is waited for while more of it comes.
    /// - Parameter waited: how long the call has waited.
    mutating func room(for wish: CallWish, waited: Duration, at now: Timestamp) -> Result<Int, Wait> {
        let rest = patience - waited
        guard rest > .zero else { return room(for: wish.least, at: now) }
        return room(for: wish.wanted, at: now).flatMapError { wait in
            guard gathers || time(of: tokensLeft(at: now) + 1, at: now) <= now + rest else {
                return room(for: wish.least, at: now)
            }
            // Then less will do.
            return .failure(Wait(delay: min(wait.delay, rest)))
        }
    }

    private mutating func room(for least: Int, at now: Timestamp) -> Result<Int, Wait> {
        let ready = max(time(of: least, at: now), heldUntil)
        guard ready <= now else { return .failure(Wait(delay: ready - now)) }
        return .success(max(tokensLeft(at: now), min(least, largestCall ?? least)))
    }

    private mutating func tokensLeft(at now: Timestamp) -> Int { left(of: .tokens, at: now) ?? Self.unlimited }

    private static let unlimited = 1 << 60

    private mutating func time(of tokens: Int, at now: Timestamp) -> Timestamp {
        var ready = now
        for index in allowances.indices {
            let amount = allowances[index].subject == .tokens ? tokens : 1
            ready = max(ready, allowances[index].time(of: amount, at: now))
        }
        return ready
    }

    /// Charges a call, or says when it may be made.
    mutating func charge(_ tokens: Int, at now: Timestamp) -> Result<Charge, Wait> {
        let ready = max(time(of: tokens, at: now), heldUntil)
        guard ready <= now else { return .failure(Wait(delay: ready - now)) }
        for index in allowances.indices {
            let amount = allowances[index].subject == .tokens ? tokens : 1
            allowances[index].charge(amount, at: now)
            totals[index] += amount
        }
        callsSinceRefusal += 1
        raiseWhatWasLearned()
        return .success(
            Charge(tokens: tokens, time: now, standing: standing(at: now), totals: totals))
    }

    /// Corrects a charge by what the call came to.
    /// - Parameter tokens: nil where no call was made, so that it counts as no request either.
    mutating func settle(_ charge: Charge, tokens: Int?, at now: Timestamp) {
        for index in allowances.indices {
            let difference: Int =
                switch (allowances[index].subject, tokens) {
                case (.tokens, let tokens): (tokens ?? 0) - charge.tokens
                case (.requests, nil): -1
                case (.requests, _?): 0
                }
            if difference != 0 {
                allowances[index].correct(by: difference, chargedAt: charge.time, now: now)
                // One of another history, from before the store lost its own, was not learned from.
                if allowances[index].period == .minute, totals[index] >= charge.totals[index] {
                    learning.corrected(&allowances, index, by: difference, chargedAt: charge.time)
                }
            }
            // A call that went through proves as much.
            if let tokens, allowances[index].subject == .tokens, allowances[index].isLearned,
                tokens > allowances[index].limit ?? .max
            {
                allowances[index].raise(to: tokens)
            }
        }
    }

    private func amounts(of charge: Charge) -> [Int] {
        allowances.map { $0.subject == .tokens ? charge.tokens : 1 }
    }

    mutating func hold(until time: Timestamp) {
        // A shorter hold never replaces a longer one.
        heldUntil = max(heldUntil, time)
    }

    private mutating func standing(at now: Timestamp) -> [Int] {
        allowances.indices.map { allowances[$0].charged(at: now) }
    }
}

// MARK: - What the provider says

extension RateBudget {
    /// A call went through; its signs tell of the limits as they stood when it had been counted.
    mutating func heed(_ signs: [LimitSign], to charge: Charge, at now: Timestamp) {
        if measuredCalls < Self.callsToTrustEstimates {
            measuredCalls += 1
            for index in allowances.indices { allowances[index].cushion *= Self.trustGained }
        }
        learning.raiseTrial(&allowances, amounts: amounts(of: charge), at: now)
        for sign in signs {
            guard let index = index(of: sign) else { continue }
            if let limit = sign.limit { allowances[index].tell(limit: limit) }
            allowances[index].refill.see(sign, period: sign.period == .minute ? .seconds(60) : .seconds(86_400))
            chargeForeign(sign, to: charge, index, at: now)
        }
        trustAlike()
    }

    private static let callsToTrustEstimates = 3
    /// So that little is left of the first cushion after these calls.
    private static let trustGained = 0.4

    /// What the provider has counted beyond our own calls: those of others with the same key, or ours before a restart.
    private mutating func chargeForeign(_ sign: LimitSign, to charge: Charge, _ index: Int, at now: Timestamp) {
        guard let limit = sign.limit, let remaining = sign.remaining, limit == allowances[index].limit else { return }
        // A charge of another history, from before the store lost its own, says nothing.
        guard totals[index] >= charge.totals[index] else { return }
        let ours = charge.standing[index] + (totals[index] - charge.totals[index])
        let foreign = limit - min(limit, max(0, remaining)) - ours
        // Estimates may be off, and calls may pass each other on their way: that is no foreign use.
        let tolerance = max(2, Int(Double(limit) * max(allowances[index].cushion, allowances[index].leastCushion)))
        if foreign > tolerance {
            allowances[index].charge(foreign, at: now)
            // Whoever was under way at the same time has seen the same.
            totals[index] += foreign
        } else {
            allowances[index].missed(by: foreign, trusted: measuredCalls >= Self.callsToTrustEstimates)
        }
    }

    /// A provider that refills one limit of the minute continuously does so with the other.
    private mutating func trustAlike() {
        guard let known = allowances.first(where: { $0.period == .minute && $0.refill.isContinuous })?.refill else {
            return
        }
        for index in allowances.indices where allowances[index].period == .minute {
            allowances[index].refill = known
        }
    }

    /// A call was refused. Its charge has been settled as one that was not made.
    /// - Parameter sign: the limit that is used up, where the provider names it.
    mutating func refused(_ charge: Charge, by sign: LimitSign?, retryAfter: Duration?, at now: Timestamp) {
        callsSinceRefusal = 0
        if let sign, let index = index(of: sign) {
            if let limit = sign.limit { allowances[index].tell(limit: limit) }
            // We had counted differently: more is left alone from now on.
            allowances[index].cushion = min(Allowance.firstCushion, allowances[index].cushion * 1.5)
            if sign.limit != nil { allowances[index].fill(remaining: sign.remaining ?? 0, at: now) }
        } else if retryAfter.map({ $0 <= Self.longestMinute }) ?? true {
            let minutes = allowances.indices.filter { allowances[$0].period == .minute && !allowances[$0].isTold }
            learning.refused(
                minutes, &allowances, begun: charge.time, amounts: amounts(of: charge), retryAfter: retryAfter,
                at: now)
        }
    }

    /// A limit of the minute asks for no longer wait.
    private static let longestMinute = Duration.seconds(90)

    /// A limit that was found out by refusals may have been raised. A refusal in a thousand calls is what it may cost.
    private mutating func raiseWhatWasLearned() {
        guard callsSinceRefusal >= 1000, callsSinceRefusal % 1000 == 0 else { return }
        for index in allowances.indices where allowances[index].isLearned {
            guard let limit = allowances[index].limit else { continue }
            allowances[index].raise(to: limit + max(1, limit / 50))
        }
    }

    private func index(of sign: LimitSign) -> Int? {
        allowances.firstIndex { $0.subject == sign.subject && $0.period == sign.period }
    }
}
