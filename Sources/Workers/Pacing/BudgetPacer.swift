package import Jobs
import Synchronization

/// The limits of one provider as its calls meet them: requests and tokens by the minute and the day, and how many calls
/// at a time. Where servers share a cell, they share the limits; while it is away each keeps to them by itself.
///
/// Whoever waits does so in order; one at a time looks at the budget.
package final class BudgetPacer: Pacer {
    fileprivate struct State {
        var budget: RateBudget
        var concurrency: Concurrency
        var inFlight = 0
        /// Nobody knows yet what the provider says of its limits: calls go one at a time.
        var isFirst: Bool
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
    private let shared: SharedBudget?
    private let time: any TimeSource
    private let turn = Turn()
    private let bell = Bell()

    /// - Parameters:
    ///   - concurrency: calls in flight at most.
    ///   - startsSlowly: one call at a time until the first has been answered: it tells what the limits are.
    ///   - cell: what servers share; nil for limits of our own.
    package init(
        limits: RateLimits = RateLimits(), concurrency: Int, startsSlowly: Bool = false,
        cell: (any SharedCell)? = nil, time: any TimeSource
    ) {
        self.limits = limits
        self.time = time
        let now = time.now
        shared = cell.map { SharedBudget($0, limits: limits) }
        state = Mutex(
            State(
                budget: RateBudget(limits, at: now), concurrency: Concurrency(ceiling: concurrency, at: now),
                isFirst: startsSlowly))
    }

    package func room(
        for wish: CallWish, unless isOver: @escaping @Sendable () -> Bool
    ) async throws(CancellationError) -> Int? {
        if let tokens = roomAtOnce() { return tokens }
        return try await turn.take { () async throws(CancellationError) in
            let start = time.now
            return try await wait(unless: isOver) {
                let waited = time.now - start
                return await change { budget, now in budget.room(for: wish, waited: waited, at: now) }
            }
        }.get()
    }

    /// Without limits nobody waits for anything but a free slot.
    private func roomAtOnce() -> Int? {
        guard shared == nil else { return nil }
        return state.withLock { state in
            guard state.budget.isUnlimited, state.budget.heldUntil <= time.now,
                state.hasSlot
            else { return nil }
            return .max
        }
    }

    package func chargeAtOnce(tokens: Int) -> Permit? {
        guard shared == nil else { return nil }
        let now = time.now
        return state.withLock { state -> Permit? in
            guard state.hasSlot,
                case .success(let charge) = state.budget.charge(tokens, at: now)
            else { return nil }
            return state.permit(charge, at: now)
        }
    }

    package func charge(
        tokens: Int, isHasty: Bool, unless isOver: @escaping @Sendable () -> Bool
    ) async throws(CancellationError) -> Permit? {
        try await turn.take(hasty: isHasty) { () async throws(CancellationError) in
            let charge = try await wait(unless: isOver) {
                await change { budget, now in budget.charge(tokens, at: now) }
            }
            return charge.map { charge in state.withLock { $0.permit(charge, at: time.now) } }
        }.get()
    }

    /// Looks until there is room: again when something changes, or the time has come.
    private func wait<Value: Sendable>(
        unless isOver: () -> Bool = { false },
        _ look: () async -> Result<Value, RateBudget.Wait>
    ) async throws(CancellationError) -> Value? {
        let start = time.now
        defer { noteWait(since: start) }
        while true {
            let rings = bell.rings
            if isOver() { return nil }
            let isFull = state.withLock { !$0.hasSlot }
            if isFull {
                await bell.wait(after: rings)
                if Task.isCancelled { throw CancellationError() }
                continue
            }
            switch await look() {
            case .success(let value):
                state.withLock { $0.nextAt = nil }
                return value
            case .failure(let wait):
                let end = time.now + max(wait.delay, .milliseconds(1))
                state.withLock { $0.nextAt = end }
                // So long a wait may be a reason to call somebody else.
                if isOver() { return nil }
                try await bell.wait(after: rings, until: end, on: time)
            }
        }
    }

    private func noteWait(since start: Timestamp) {
        let waited = time.now - start
        state.withLock { state in
            guard waited >= .milliseconds(1) else { return }
            state.waits += 1
            state.waited += waited
        }
    }

    package func settle(_ permit: Permit, _ outcome: CallOutcome) async {
        let charge = state.withLock { state -> RateBudget.Charge? in
            let charge = state.charges.removeValue(forKey: permit.number)
            if charge != nil { state.settled(permit, outcome, at: time.now) }
            return charge
        }
        guard let charge else { return }
        await change { budget, now in budget.settle(charge, outcome, at: now) }
        bell.ring()
    }

    package func hold(until end: Timestamp) async {
        let delay = end - time.now
        await change { budget, now in budget.hold(until: now + delay) }
        bell.ring()
    }

    package func reconsider() { bell.ring() }

    package var nextAt: Timestamp? {
        let now = time.now
        return state.withLock { state in
            let next = max(state.nextAt ?? now, state.budget.heldUntil - state.ahead)
            return next > now ? next : nil
        }
    }

    package var standing: PacerStanding {
        let now = time.now
        return state.withLock { state in
            var standing = PacerStanding(
                requestsLeft: state.budget.left(of: .requests, at: now + state.ahead),
                tokensLeft: state.budget.left(of: .tokens, at: now + state.ahead), concurrency: state.concurrency.limit,
                inFlight: state.inFlight)
            standing.waits = state.waits
            standing.waited = state.waited
            return standing
        }
    }

    package var isLimited: Bool { shared != nil || state.withLock { $0.isFirst || !$0.budget.isUnlimited } }

    package func callsPerSecond(tokens: Int) -> Double? {
        state.withLock { $0.budget.callsPerSecond(tokens: tokens, at: time.now + $0.ahead) }
    }

    package var largestCall: Int? { state.withLock { $0.budget.largestCall } }

    /// Changes the budget: the one that servers share, while it can be reached, and keeps a copy for when it cannot.
    private func change<Value: Sendable>(
        _ body: @Sendable (inout RateBudget, Timestamp) -> Value
    ) async -> Value {
        if let shared, let (value, budget, storeNow) = await shared.change(body) {
            state.withLock { state in
                state.budget = budget
                state.ahead = storeNow - time.now
            }
            return value
        }
        let now = time.now
        return state.withLock { body(&$0.budget, now + $0.ahead) }
    }
}

extension BudgetPacer.State {
    /// Whether one more call may be made at the same time.
    fileprivate var hasSlot: Bool {
        inFlight < (isFirst ? 1 : concurrency.limit)
    }

    fileprivate mutating func permit(_ charge: RateBudget.Charge, at now: Timestamp) -> Permit {
        lastNumber += 1
        inFlight += 1
        charges[lastNumber] = charge
        return Permit(tokens: charge.tokens, number: lastNumber, begun: now)
    }

    fileprivate mutating func settled(_ permit: Permit, _ outcome: CallOutcome, at now: Timestamp) {
        switch outcome {
        case .done, .refused: isFirst = false
        case .overloaded, .failed, .unused: break
        }
        switch outcome {
        case .done: concurrency.succeeded(inFlight: inFlight)
        case .overloaded: concurrency.overloaded(begun: permit.begun, at: now)
        case .refused, .failed, .unused: break
        }
        inFlight -= 1
    }
}

extension RateBudget {
    fileprivate mutating func settle(_ charge: Charge, _ outcome: CallOutcome, at now: Timestamp) {
        switch outcome {
        case .done(let tokens, let signs):
            settle(charge, tokens: tokens, at: now)
            heed(signs, to: charge, at: now)
        case .refused(let sign, let retryAfter):
            settle(charge, tokens: nil, at: now)
            refused(charge, by: sign, retryAfter: retryAfter, at: now)
        // The provider has counted it, and perhaps worked on it: what was reserved stays charged.
        case .failed: break
        case .overloaded: settle(charge, tokens: 0, at: now)
        case .unused: settle(charge, tokens: nil, at: now)
        }
    }
}
