/// The outcome of one leased job.
package struct Settlement: Sendable {
    /// How the job continues or ends.
    package enum Outcome: Sendable {
        /// A verified result.
        case done(StoredResult)
        /// Failed for good.
        case failed(FailureCode)
        /// To be tried again, not before the given time. Uses up an attempt only if the failure is the job's own.
        /// `code` is the failure that was seen, and ends the job if that was its last attempt. `packLimit` is the
        /// maximum number of jobs in its next calls, this one included; nil leaves the limit as it was.
        case again(
            Timestamp, burnsAttempt: Bool, packLimit: Int?, code: FailureCode = .attemptsExhausted)
    }

    package let token: LeaseToken
    package let outcome: Outcome

    package init(token: LeaseToken, outcome: Outcome) {
        self.token = token
        self.outcome = outcome
    }

    /// The outcome of one settlement. Each has its own: a stale one does not affect the others.
    package enum Receipt: Hashable, Sendable {
        case settled
        case stale
    }
}
