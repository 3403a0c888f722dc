/// What ends a job that does not succeed (docs/queue.md, "Attempts and ends").
package struct AttemptLimits: Hashable, Sendable {
    /// Failures of the item's own.
    package let attempts: Int
    /// From the submission, or from the last retry.
    package let deadline: Duration
    /// Process deaths while leased that a job survives; the next one ends it.
    package let deaths = 3

    package init(attempts: Int, deadline: Duration) {
        self.attempts = attempts
        self.deadline = deadline
    }

    /// Why a job with this record may not be tried again; nil when it may.
    package func verdict(attempts: Int, deaths: Int, submitted: Timestamp, now: Timestamp) -> FailureCode? {
        if attempts >= self.attempts { return .attemptsExhausted }
        if deaths > self.deaths { return .workerCrashed }
        return submitted + deadline <= now ? .deadlineExceeded : nil
    }

    /// Whether the job may be why a process died. Suspects run alone, and one at a time: so the next death says which of
    /// those that were leased together it was, and the others get away.
    package func isSuspect(deaths: Int) -> Bool { deaths > 0 }
}
