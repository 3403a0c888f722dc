import Analysis
import AsyncPrimitives
package import Jobs
import Synchronization

/// The rate limiter of one provider: requests and tokens by the minute and the day, and the number of concurrent calls.
/// Servers that share a cell share the limits. While the cell is unavailable, each server keeps to them separately.
///
/// Waiters are served in order, urgent ones first. Only one at a time checks the budget.
package final class BudgetPacer: Pacer {
    fileprivate struct State {
        var budget: RateBudget
        /// Maximum number of concurrent calls: additive increase up to the ceiling, multiplicative decrease.
        var concurrency: Double
        let ceiling: Double
        /// When concurrency was last reduced. Calls that began before do not reduce it again.
        var decidedAt: Timestamp
        var inFlight = 0
        /// Calls go one at a time until one is answered: the answer shows the limits, or that the provider is back.
        var isProbing: Bool
        var charges: [Int: RateBudget.Charge] = [:]
        var lastNumber = 0
        /// When the first waiter expects to proceed.
        var nextAt: Timestamp?
        /// How far the clock of the shared store is ahead of ours.
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
    ///   - concurrency: maximum number of calls in flight.
    ///   - startsSlowly: whether calls go one at a time until the first is answered. Its answer shows the limits.
    ///   - cell: the cell that servers share; nil for limits of our own.
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

    /// Checks the budget until there is capacity: again when something changes, and when the wait is over.
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
                    // Because of such a long wait, another provider may be preferred.
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
        // A longer wait is cut short, and one call tests whether it is over.
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

    /// The state now, or less than a millisecond ago. Every submission asks for it, so it must be cheap.
    private func look<Value: Sendable>(_ body: (State) -> Value) -> Value {
        let now = time.now
        return state.withLock { state in
            let (here, last) = (now + state.ahead, state.budget.limits[0].updated)
            if here - last >= .milliseconds(1) { state.budget.advance(to: here) }
            return body(state)
        }
    }

    /// Changes the budget. If servers share it, changes the shared one while it can be reached, and keeps a copy for
    /// when it cannot. The body may be called several times; the last call counts.
    private func change<Value: Sendable>(_ body: (inout RateBudget, Timestamp) -> Value) async -> Value {
        var stored = await cell?.read()
        while let cell, let (old, now) = stored {
            // A value that cannot be read is not ours, or has another version. A value from the future was stored
            // before the store's clock was set back. Both are replaced by a new budget.
            var budget = RateBudget(stored: old, limits) ?? RateBudget(limits, at: now)
            if budget.isAhead(of: now) { budget = RateBudget(limits, at: now) }
            let value = body(&budget, now)
            guard let answer = await cell.replace(old, with: budget.stored) else { break }
            guard answer.isDone else {
                // Another server was faster. One of them always makes progress.
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
            // One more for each round of calls, but only if all were in use.
            if inFlight >= Int(concurrency) { concurrency = min(ceiling, concurrency + 1 / concurrency) }
        case .refused: isProbing = false
        // Overloads of calls that were in flight together count once.
        case .overloaded where permit.begun >= decidedAt:
            (concurrency, decidedAt) = (max(1, concurrency * (1 - PacingConstants.caution)), now)
        case .overloaded, .failed, .unused: break
        }
        inFlight -= 1
        return charge
    }
}
