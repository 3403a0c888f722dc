/// The limits that end a job without success (docs/queue.md, "Attempts and ends").
package struct AttemptLimits: Hashable, Sendable {
    /// Maximum number of failures of the job's own.
    package let attempts: Int
    /// Counted from the submission, or from the last retry.
    package let deadline: Duration
    /// Maximum number of deaths as the only running job of a process; the last one ends the job.
    package let loneDeaths = 12

    package init(attempts: Int, deadline: Duration) {
        self.attempts = attempts
        self.deadline = deadline
    }

    /// Why a job with these counts may not be tried again; nil if it may.
    /// - Parameter loneDeaths: how often a process died while this was its only running job.
    package func failureCode(attempts: Int, loneDeaths: Int, submitted: Timestamp, now: Timestamp) -> FailureCode? {
        if attempts >= self.attempts { return .attemptsExhausted }
        if loneDeaths >= self.loneDeaths { return .workerCrashed }
        return submitted + deadline <= now ? .deadlineExceeded : nil
    }

    /// Whether the job must be the only running one of its process, because it was running when a process died. The
    /// cause of the next death, if there is one, is then either this job or something outside the process.
    package func runsAlone(deaths: Int) -> Bool { deaths > 0 }

    /// How long the job waits after its latest death before it may run again: nothing after the first, then 1 s, 2 s,
    /// 4 s and so on, at most 10 minutes.
    /// - Parameter deaths: all deaths, including the latest.
    package func pause(afterDeaths deaths: Int) -> Duration {
        guard deaths > 1 else { return .zero }
        return min(.seconds(1 << min(deaths - 2, 10)), .seconds(600))
    }
}
