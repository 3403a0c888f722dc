import Jobs

/// The budget that servers share in a cell.
struct SharedBudget: Sendable {
    private let cell: any SharedCell
    private let limits: RateLimits

    init(_ cell: any SharedCell, limits: RateLimits) {
        self.cell = cell
        self.limits = limits
    }

    /// As many servers may want to change it at the same moment.
    private static let tries = 16

    /// Changes the budget, on the store's time, and answers what the body answered, the budget as it is now, and when
    /// that is. The body may be called several times; the last one counts. Nil when the store cannot be reached.
    func change<Value: Sendable>(
        _ body: @Sendable (inout RateBudget, Timestamp) -> Value
    ) async -> (Value, RateBudget, now: Timestamp)? {
        for _ in 0..<Self.tries {
            guard let (old, now) = await cell.read() else { return nil }
            // What cannot be read is not ours, or of another version: it is begun anew.
            var budget = RateBudget(stored: old, limits) ?? RateBudget(limits, at: now)
            // So is one from a time to come: the store's clock has been set back.
            if budget.isAhead(of: now) { budget = RateBudget(limits, at: now) }
            let before = budget
            let value = body(&budget, now)
            if budget == before { return (value, budget, now) }
            switch await cell.replace(old, with: budget.stored) {
            case true?: return (value, budget, now)
            case false?: continue
            case nil: return nil
            }
        }
        return nil
    }
}
