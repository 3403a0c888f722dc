package import Analysis
package import Jobs

/// How a run of a long paper ends. What was finished in it is kept, whatever the end.
package enum PaperOutcome: Sendable {
    /// With the usage of all calls that were made for it, those of runs before among them.
    case done(Analysis, TokenUsage)
    /// Over for good.
    case failed(FailureCode)
    /// One of its items failed alone, so often until now: it is asked for again in a later run.
    case delayed(failures: Int)
    /// The provider took no more calls: nobody's attempt.
    case interrupted(ProviderError)
    /// What was read could not be kept: nobody's attempt.
    case unsaved(BrokerError)
    /// Somebody else has the job: there is nothing to settle.
    case lost
}
