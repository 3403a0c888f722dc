import Analysis
import Jobs

/// One item of the work on a paper: a part to be read, or a merge. It may take several calls.
struct PaperItem: Sendable {
    /// What is to be done.
    enum Work: Sendable {
        case read(Document)
        /// Merge the analyses of these items.
        case merge([Fingerprint])
    }

    /// What to do about an item that failed alone.
    enum Decision: Hashable, Sendable {
        case callable
        /// Not in this run: it is undecided whether the item caused its failure.
        case later(failures: Int)
        /// It has failed too often.
        case failed(FailureCode)
        /// The provider takes no calls, so the failure does not count against the item.
        case held
    }

    let work: Work
    /// How many calls for this item alone failed or got an unusable answer in this run.
    var failures = 0
    /// Whether it must be called alone, because a call with it has failed before.
    var isAlone: Bool
    var isRunning = false

    /// How many calls for one item alone may fail in one run.
    static let tries = 3

    var isMerge: Bool {
        if case .merge = work { true } else { false }
    }
}
