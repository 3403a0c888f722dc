import Jobs

/// One fingerprint's work in a `ReferenceQueue`, until it ends.
struct ReferenceJob: Sendable {
    enum Phase: Sendable {
        /// Ready to be leased, since this time.
        case waiting(since: Timestamp)
        /// Not before this time.
        case delayed(until: Timestamp)
        /// Held under this token until this time, unless extended.
        case leased(LeaseToken, until: Timestamp)
    }

    /// In the order of admission: equal places are leased by age.
    let number: Int64
    /// The one that made the job; others have attached to it.
    let submission: Submission
    /// From here the deadline counts.
    let submitted: Timestamp
    var place: Int64
    /// The best of those who are or were attached.
    var priority: Priority
    var phase: Phase
    /// The process that had it last.
    var process = 0
    var requests: [RequestID]
    var startedAt: Timestamp?
    var attempts = 0
    /// Processes that died while it ran, and those of them in which nothing else did.
    var deaths = 0
    var loneDeaths = 0
    /// Jobs in its next call at most.
    var packLimit: Int?
    var checkpoints: [Int: [UInt8]] = [:]
    var parts = 0

    var token: LeaseToken? {
        if case .leased(let token, _) = phase { token } else { nil }
    }

    var readySince: Timestamp? {
        if case .waiting(let since) = phase { since } else { nil }
    }

    var state: JobState { token == nil ? .queued : .processing }

    /// As the bound counts it.
    var bytes: Int { submission.payload.size + Bounds.overhead }
}
