import Analysis
import AsyncPrimitives
package import Jobs
import Synchronization

/// The limits of one provider as its calls meet them: requests and tokens by the minute and the day, and how many calls
/// at a time. Where servers share a cell, they share the limits; while it is away each keeps to them by itself.
///
/// Whoever waits does so in order; one at a time looks at the budget.
package final class BudgetPacer: Pacer {
    fileprivate struct State {
        var budget: RateBudget
        /// Calls at a time: additive increase up to the ceiling, multiplicative decrease.
        var concurrency: Double
        let ceiling: Double
        /// Calls that began before this time say nothing of what was decided since.
        var decidedAt: Timestamp
        var inFlight = 0
        /// Until a call is answered they go one at a time: it tells what the limits are, or whether the provider is
        /// back.
        var isProbing: Bool
        var charges: [Int: RateBudget.Charge] = [:]
        var lastNumber = 0
        /// When the first who waits expects to go.
        var nextAt: Timestamp?
        /// How far the clock of those who share the budget is ahead of ours.
        var ahead = Duration.zero
        var waits = 0
        var waited = Duration.zero
    }

    private let state: Mutex<State>
    private let limits: RateLimits
    private let cell: (any SharedCell)?
    private let time: any TimeSource
    private let lock = FairLock()
    private let changes = EventCounter()

    /// - Parameters:
    ///   - concurrency: calls in flight at most.
    ///   - startsSlowly: one call at a time until the first has been answered: it tells what the limits are.
    ///   - cell: what servers share; nil for limits of our own.
    package init(
        limits: RateLimits = RateLimits(), concurrency: Int, startsSlowly: Bool = false,
        cell: (any SharedCell)? = nil, time: any TimeSource
    ) {
        (self.limits, self.cell, self.time) = (limits, cell, time)
        let (now, ceiling) = (time.now, Double(max(1, concurrency)))
        state = Mutex(
            State(
                budget: RateBudget(limits, at: now), concurrency: ceiling, ceiling: ceiling, decidedAt: now,
                isProbing: startsSlowly))
    }

    package func room(
        for request: CapacityRequest, unless isOver: @escaping @Sendable () -> Bool
    ) async throws(CancellationError) -> Int? {
        let (time, start) = (time, time.now)
        return try await wait(urgent: false, unless: isOver) { budget, now in
            budget.room(for: request, waited: time.now - start, at: now)
        }
    }

    package func chargeAtOnce(tokens: Int) -> Permit? {
        let now = time.now
        return state.withLock { state -> Permit? in
            guard cell == nil, state.hasSlot, case .success(let charge) = state.budget.charge(tokens, at: now) else {
                return nil
            }
            return state.permit(charge, at: now)
        }
    }

    package func charge(
        tokens: Int, hasPriority: Bool, unless isOver: @escaping @Sendable () -> Bool
    ) async throws(CancellationError) -> Permit? {
        let charge = try await wait(urgent: hasPriority, unless: isOver) { budget, now in budget.charge(tokens, at: now)
        }
        return charge.map { charge in state.withLock { $0.permit(charge, at: time.now) } }
    }

    /// Looks until there is room: again when something changes, or the time has come.
    private func wait<Value: Sendable>(
        urgent: Bool, unless isOver: @Sendable () -> Bool,
        _ look: @Sendable (inout RateBudget, Timestamp) -> Result<Value, RateBudget.Wait>
    ) async throws(CancellationError) -> Value? {
        try await lock.withLock(urgent: urgent) { () async throws(CancellationError) -> Value? in
            let start = time.now
            defer { state.withLock { $0.note(wait: time.now - start) } }
            while true {
                let seen = changes.count
                if isOver() { return nil }
                guard state.withLock({ $0.hasSlot }) else {
                    await changes.wait(after: seen)
                    if Task.isCancelled { throw CancellationError() }
                    continue
                }
                switch await change(look) {
                case .success(let value):
                    state.withLock { $0.nextAt = nil }
                    return value
                case .failure(let wait):
                    let end = time.now + max(wait.delay, .milliseconds(1))
                    state.withLock { $0.nextAt = end }
                    // So long a wait may be a reason to call somebody else.
                    if isOver() { return nil }
                    try await changes.wait(after: seen, orUntil: { [time] in try await time.sleep(until: end) })
                }
            }
        }.get()
    }

    package func settle(_ permit: Permit, _ outcome: CallOutcome) async {
        guard let charge = state.withLock({ $0.settle(permit, outcome, at: time.now) }) else { return }
        await change { budget, now in budget.settle(charge, outcome, at: now) }
        changes.notify()
    }

    package func hold(until end: Timestamp) async {
        let delay = end - time.now
        // A wait that is cut short is tried by one call.
        if delay > PacingConstants.trust { state.withLock { $0.isProbing = true } }
        await change { budget, now in budget.hold(until: now + delay, at: now) }
        changes.notify()
    }

    package func reconsider() { changes.notify() }

    package var nextAt: Timestamp? {
        look { state in
            let now = state.budget.limits[0].updated - state.ahead
            let end = max(state.budget.heldUntil - state.ahead, state.nextAt ?? now)
            return end > now ? end : nil
        }
    }

    package var status: PacerStatus {
        look { state in
            var status = PacerStatus(
                requestsLeft: state.budget.left(of: .requests), tokensLeft: state.budget.left(of: .tokens),
                concurrency: Int(state.concurrency), inFlight: state.inFlight)
            (status.waits, status.waited) = (state.waits, state.waited)
            return status
        }
    }

    package var isLimited: Bool { cell != nil || look { $0.isProbing || !$0.budget.isUnlimited } }

    package func callsPerSecond(tokens: Int) -> Double? { look { $0.budget.callsPerSecond(tokens: tokens) } }

    package var largestCall: Int? { look { $0.budget.largestCall } }

    /// The state as it is now, or was less than a millisecond ago: every submission asks for it.
    private func look<Value: Sendable>(_ body: (State) -> Value) -> Value {
        let now = time.now
        return state.withLock { state in
            let (here, last) = (now + state.ahead, state.budget.limits[0].updated)
            if here - last >= .milliseconds(1) { state.budget.advance(to: here) }
            return body(state)
        }
    }

    /// Changes the budget: the one that servers share, while it can be reached, and keeps a copy for when it cannot.
    /// The body may be called several times; the last one counts.
    private func change<Value: Sendable>(_ body: (inout RateBudget, Timestamp) -> Value) async -> Value {
        var stored = await cell?.read()
        while let cell, let (old, now) = stored {
            // What cannot be read is not ours, or of another version; what is from a time to come was there before the
            // store's clock was set back. Both are begun anew.
            var budget = RateBudget(stored: old, limits) ?? RateBudget(limits, at: now)
            if budget.isAhead(of: now) { budget = RateBudget(limits, at: now) }
            let value = body(&budget, now)
            guard let answer = await cell.replace(old, with: budget.stored) else { break }
            guard answer.isDone else {
                // Another server has been faster: one of them always gets on.
                stored = (answer.value, answer.now)
                continue
            }
            state.withLock { state in (state.budget, state.ahead) = (budget, now - time.now) }
            return value
        }
        let now = time.now
        return state.withLock { state in body(&state.budget, now + state.ahead) }
    }
}

extension BudgetPacer.State {
    /// Whether one more call may be made at the same time.
    fileprivate var hasSlot: Bool { inFlight < (isProbing ? 1 : Int(concurrency)) }

    fileprivate mutating func permit(_ charge: RateBudget.Charge, at now: Timestamp) -> Permit {
        (lastNumber, inFlight) = (lastNumber + 1, inFlight + 1)
        charges[lastNumber] = charge
        return Permit(tokens: charge.tokens, number: lastNumber, begun: now)
    }

    fileprivate mutating func note(wait: Duration) {
        if wait >= .milliseconds(1) { (waits, waited) = (waits + 1, waited + wait) }
    }

    fileprivate mutating func settle(
        _ permit: Permit, _ outcome: CallOutcome, at now: Timestamp
    ) -> RateBudget.Charge? {
        guard let charge = charges.removeValue(forKey: permit.number) else { return nil }
        switch outcome {
        case .done:
            isProbing = false
            // One more for each round of calls, but only if there was use for it.
            if inFlight >= Int(concurrency) { concurrency = min(ceiling, concurrency + 1 / concurrency) }
        case .refused: isProbing = false
        // Calls that were in flight together count once.
        case .overloaded where permit.begun >= decidedAt:
            (concurrency, decidedAt) = (max(1, concurrency * (1 - PacingConstants.caution)), now)
        case .overloaded, .failed, .unused: break
        }
        inFlight -= 1
        return charge
    }
}
