/// What ends a job that does not succeed (docs/queue.md, "Attempts and ends").
package struct AttemptLimits: Hashable, Sendable {
    /// Failures of the item's own.
    package let attempts: Int
    /// From the submission, or from the last retry.
    package let deadline: Duration
    /// Deaths as the only running job of a process; the last of them ends the job.
    package let loneDeaths = 12

    package init(attempts: Int, deadline: Duration) {
        self.attempts = attempts
        self.deadline = deadline
    }

    /// Why a job with this record may not be tried again; nil when it may.
    /// - Parameter loneDeaths: how often a process died while this was its only running job.
    package func failureCode(attempts: Int, loneDeaths: Int, submitted: Timestamp, now: Timestamp) -> FailureCode? {
        if attempts >= self.attempts { return .attemptsExhausted }
        if loneDeaths >= self.loneDeaths { return .workerCrashed }
        return submitted + deadline <= now ? .deadlineExceeded : nil
    }

    /// Whether the job must be the only running one of its process: it was running when a process died. So the next
    /// death, if there is one, is either its own or comes from outside.
    package func runsAlone(deaths: Int) -> Bool { deaths > 0 }

    /// How long the job waits after its latest death before it may run again: nothing after the first, then 1 s, 2 s,
    /// 4 s and so on, at most 10 minutes.
    /// - Parameter deaths: all of them, the latest included.
    package func pause(afterDeaths deaths: Int) -> Duration {
        guard deaths > 1 else { return .zero }
        return min(.seconds(1 << min(deaths - 2, 10)), .seconds(600))
    }
}
