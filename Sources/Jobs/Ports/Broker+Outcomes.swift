/// The outcome of one submission. Everything but a rejection is durable when it is returned.
package indirect enum Admission: Sendable {
    /// New work in the queue.
    case admitted(RequestRecord)
    /// Attached to the unfinished job with the same fingerprint.
    case attached(RequestRecord)
    /// Answered with a stored result, through a finished request of the caller.
    case cached(RequestRecord)
    /// Answered with the shared result that came with it, which is now stored, through a finished request of the
    /// caller.
    case imported(RequestRecord)
    /// The request that an earlier submission with this idempotency key created.
    case replayed(RequestRecord)
    /// Nothing was stored.
    case rejected(Rejection)
}

/// Why a submission was rejected. Nothing of it was stored.
package enum Rejection: Equatable, Sendable {
    /// A bound of the queue is reached; the promise says when there should be room.
    case full(SlotPromise.Promise, depth: Int, limit: Int)
    /// The first submission with this idempotency key is still being committed.
    case idempotencyKeyInUse
    /// The idempotency key was used with another body.
    case idempotencyKeyMismatch
}

/// The outcome of a call to cancel.
package enum CancelOutcome: Sendable {
    case cancelled(RequestRecord)
    case alreadyFinal(RequestRecord)
    case expired
    case unknown
}

/// The outcome of a call to retry a failed request.
package enum RetryOutcome: Sendable {
    case queued(RequestRecord)
    case notFailed(RequestRecord)
    case full(SlotPromise.Promise, depth: Int, limit: Int)
    case expired
    case unknown
}

/// The result of looking up a request. Another principal's request is unknown, not forbidden.
package enum RecordLookup: Sendable {
    indirect case found(RequestRecord)
    /// The id is older than the retention, and there is no record for it.
    case expired
    case unknown

    package var record: RequestRecord? {
        if case .found(let record) = self { record } else { nil }
    }
}

/// One page of a principal's requests, newest first.
package struct RequestPage: Sendable {
    package let records: [RequestRecord]
    /// Where the next page starts; nil if this is the last page.
    package let next: RequestID?

    package init(_ records: [RequestRecord], next: RequestID?) {
        self.records = records
        self.next = next
    }
}

/// One state change of a request.
package struct Change: Hashable, Sendable {
    package let request: RequestID
    package let state: JobState
    /// Set if the result of `no-cache` work has replaced the stored answer to its fingerprint: the prefix of that
    /// fingerprint.
    package let replaced: UInt64?

    package init(request: RequestID, state: JobState, replaced: UInt64? = nil) {
        self.request = request
        self.state = state
        self.replaced = replaced
    }
}

/// Why a broker could not do what it was asked. Nothing was partly done.
package enum BrokerError: Error, Hashable, Sendable {
    /// Starting up, shutting down, or closed.
    case closed
    /// The journal cannot be written now, for instance because the disk is full. Nothing was accepted.
    case unwritable
    /// The journal cannot be read now.
    case unreadable
    /// The caller's task was cancelled while it waited for work.
    case cancelled
}
