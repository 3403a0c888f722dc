import Jobs

/// What memory holds of an unfinished job: 88 bytes, whatever the size of its text.
struct Ticket: Sendable {
    enum Phase: UInt8, Sendable {
        /// Reserved; its rows are being written.
        case committing
        case waiting
        /// Waits until `due`.
        case delayed
        case leased
        /// Its settlement is being written.
        case settling
        /// The slot is free.
        case gone
    }

    let job: Int64
    let fingerprint: UInt64
    var place: Int64
    /// When the job was submitted or last retried. The deadline counts from here.
    var since: Timestamp
    /// The end of the delay or of the lease.
    var due = Timestamp(microseconds: 0)
    /// When it was leased first; the epoch before that.
    var startedAt = Timestamp(microseconds: 0)
    /// The secret of the last lease; 0 before the first. It distinguishes the leases of one job and never leaves the
    /// process, so 32 bits are enough.
    var secret: UInt32 = 0
    /// The secret of the last lease whose holder handed the job back; 0 if none did.
    var settledBy: UInt32 = 0
    /// Size of its text.
    let bytes: UInt32
    var firstRequest = RequestEntry.none
    /// The shares of its census. Declared here, where they need no padding.
    var shares = TextCensus.english
    var requestCount: UInt32 = 0
    /// The lane's principal, by number.
    var principal: UInt32
    var priority: Priority
    let sharing: Submission.Sharing
    var phase = Phase.committing
    var attempts: UInt8 = 0
    /// Processes that died while the job ran.
    var deaths: UInt8 = 0
    /// The deaths in which it was the only running job.
    var loneDeaths: UInt8 = 0
    /// Maximum number of jobs in its next call; 0 if it has no limit of its own.
    var packLimit: UInt8 = 0

    var entry: RankedQueue.Entry { RankedQueue.Entry(place: place, job: job) }
    /// Entry for the queues that are sorted by time instead of place.
    var dueEntry: RankedQueue.Entry { RankedQueue.Entry(place: due.microseconds, job: job) }
    /// Entry for the queue that is sorted by submission time.
    var ageEntry: RankedQueue.Entry { RankedQueue.Entry(place: since.microseconds, job: job) }
    var lane: FairOrder.Lane { FairOrder.Lane(principal: principal, priority: priority) }
    /// When it became ready to be leased.
    var readySince: Timestamp { max(since, due) }
    /// Lowers the limit; a limit is never raised.
    mutating func narrow(packLimit limit: Int) {
        let limit = UInt8(clamping: max(1, limit))
        packLimit = packLimit == 0 ? limit : min(packLimit, limit)
    }

    /// The token of the last lease.
    var token: LeaseToken { LeaseToken(job: job, secret: UInt64(secret)) }

    var census: TextCensus { TextCensus(bytes: Int(bytes), shares: shares) }
}

/// What memory holds of an unfinished request: 32 bytes.
struct RequestEntry: Sendable {
    static let none = UInt32.max

    let id: RequestID
    var ticket: UInt32
    /// The next request of the same job.
    var next = none
    let principal: UInt32
    let priority: Priority
    /// Whether the client gave a reference, which is only on disk. Most requests have none, so their status needs no
    /// read.
    let hasReference: Bool
}
