import Analysis
import Jobs

/// One item of the work on a paper, done in one call or in several attempts at it.
struct PaperItem: Sendable {
    /// What is to be done.
    enum Work: Sendable {
        case read(Document)
        /// Merge the analyses of these items.
        case merge([Fingerprint])
    }

    /// What is to be done about an item that failed alone.
    enum Decision: Hashable, Sendable {
        case callable
        /// Not in this run: nobody knows yet whether the failure was its own.
        case later(failures: Int)
        /// It has failed too often.
        case failed(FailureCode)
        /// The provider takes no calls: nobody's failure.
        case held
    }

    let work: Work
    /// Answers of calls for it alone that could not be used.
    var failures = 0
    /// It failed before, in company or alone.
    var isAlone: Bool
    var isRunning = false

    /// Calls for it alone in one run.
    static let tries = 3

    var isMerge: Bool {
        if case .merge = work { true } else { false }
    }
}
