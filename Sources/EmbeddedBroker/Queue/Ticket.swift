import Jobs

/// What memory holds of an unfinished job: 88 bytes, whatever the size of its text.
struct Ticket: Sendable {
    enum Phase: UInt8, Sendable {
        /// Reserved; its rows are on their way to the disk.
        case committing
        case waiting
        /// Waits for a time.
        case delayed
        case leased
        /// Its end is on its way to the disk.
        case settling
        /// The slot is free.
        case gone
    }

    let job: Int64
    let fingerprint: UInt64
    var place: Int64
    /// Submitted, or retried, at: the deadline counts from here.
    var since: Timestamp
    /// The end of the delay or of the lease.
    var due = Timestamp(microseconds: 0)
    /// Of the first lease; the epoch before it.
    var startedAt = Timestamp(microseconds: 0)
    /// The secret of the last lease; 0 before the first. It tells the leases of one job apart, and nobody outside ever
    /// sees it, so 32 bits are enough.
    var secret: UInt32 = 0
    /// The secret whose holder handed the job back; 0 when none did.
    var settledBy: UInt32 = 0
    /// Of its text.
    let bytes: UInt32
    var firstRequest = RequestEntry.none
    /// Of its census. Where it needs no padding.
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
    /// Those of them in which it was the only running job.
    var loneDeaths: UInt8 = 0
    /// Jobs in its next call at most; 0 where there is no limit of its own.
    var packLimit: UInt8 = 0

    var entry: RankedQueue.Entry { RankedQueue.Entry(place: place, job: job) }
    /// In the queues that are sorted by time instead of place.
    var dueEntry: RankedQueue.Entry { RankedQueue.Entry(place: due.microseconds, job: job) }
    /// In the queue that is sorted by the time of submission.
    var ageEntry: RankedQueue.Entry { RankedQueue.Entry(place: since.microseconds, job: job) }
    var lane: FairOrder.Lane { FairOrder.Lane(principal: principal, priority: priority) }
    /// Since when it could have been leased.
    var readySince: Timestamp { max(since, due) }
    /// A limit once set is only ever made smaller.
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
    /// A name of the client's own is on disk; most requests have none, and their status needs no read.
    let hasReference: Bool
}
