/// The outcome of one leased job.
package struct Settlement: Sendable {
    /// How the job is to go on, or to end.
    package enum Outcome: Sendable {
        /// A verified result.
        case done(StoredResult)
        /// Over for good.
        case failed(FailureCode)
        /// Once more, not before the time. Burns an attempt only for a failure of the item's own; `code` says what was
        /// seen, and ends the job when that was its last attempt. `packLimit` is how many jobs its next calls may hold
        /// at most, itself among them; nil leaves that as it was.
        case again(
            Timestamp, burnsAttempt: Bool, packLimit: Int?, code: FailureCode = .attemptsExhausted)
    }

    package let token: LeaseToken
    package let outcome: Outcome

    package init(token: LeaseToken, outcome: Outcome) {
        self.token = token
        self.outcome = outcome
    }

    /// What became of a settlement. Each has its own: a stale one never spoils its neighbours.
    package enum Receipt: Hashable, Sendable {
        case settled
        case stale
    }
}
