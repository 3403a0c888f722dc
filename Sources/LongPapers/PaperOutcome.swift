package import Analysis
package import Jobs

/// How a run of a long paper ends. Whatever was saved before the end is kept.
package enum PaperOutcome: Sendable {
    /// With the usage of all calls for the paper, including those of earlier runs.
    case done(Analysis, TokenUsage)
    /// Failed for good.
    case failed(FailureCode)
    /// One of its items failed alone, for the given number of times so far. A later run tries it again.
    case delayed(failures: Int)
    /// The provider takes no more calls. Uses up no attempt.
    case interrupted(ProviderError)
    /// A finished item could not be saved. Uses up no attempt.
    case unsaved(BrokerError)
    /// The lease was lost, so there is nothing to settle.
    case lost
}
