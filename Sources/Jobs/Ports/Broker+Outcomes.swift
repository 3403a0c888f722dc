/// What became of one submission. Everything but a rejection is durable when it is returned.
package indirect enum Admission: Sendable {
    /// New work in the queue.
    case admitted(RequestRecord)
    /// Joined the job in flight with the same fingerprint.
    case attached(RequestRecord)
    /// Answered with a stored result, by a finished request of the caller's own.
    case cached(RequestRecord)
    /// Answered with the shared result it came with, which is stored now, by a finished request of the caller's own.
    case imported(RequestRecord)
    /// The request that an earlier submission with this idempotency key made.
    case replayed(RequestRecord)
    /// Nothing was stored.
    case rejected(Rejection)
}

/// Why a submission was not taken. Nothing of it was stored.
package enum Rejection: Equatable, Sendable {
    /// A bound of the queue is reached; the promise says when a place should be free.
    case full(SlotPromise.Promise, depth: Int, limit: Int)
    /// The first submission with this idempotency key is being committed right now.
    case idempotencyKeyInUse
    /// The idempotency key was used for another body.
    case idempotencyKeyMismatch
}

/// What became of a call to cancel.
package enum CancelOutcome: Sendable {
    case cancelled(RequestRecord)
    case alreadyFinal(RequestRecord)
    case expired
    case unknown
}

/// What became of a call to retry a failed request.
package enum RetryOutcome: Sendable {
    case queued(RequestRecord)
    case notFailed(RequestRecord)
    case full(SlotPromise.Promise, depth: Int, limit: Int)
    case expired
    case unknown
}

/// The answer to "what about this request?". Another principal's request is unknown, not forbidden.
package enum RecordLookup: Sendable {
    indirect case found(RequestRecord)
    /// The id is older than the retention, and nothing is kept under it.
    case expired
    case unknown

    package var record: RequestRecord? {
        if case .found(let record) = self { record } else { nil }
    }
}

/// Some of a principal's requests, the newest first.
package struct RequestPage: Sendable {
    package let records: [RequestRecord]
    /// Where the next page starts; nil where none follows.
    package let next: RequestID?

    package init(_ records: [RequestRecord], next: RequestID?) {
        self.records = records
        self.next = next
    }
}

/// One request's step.
package struct Change: Hashable, Sendable {
    package let request: RequestID
    package let state: JobState
    /// Set where the result of `no-cache` work has taken the place of what is stored for its fingerprint: the prefix of
    /// that.
    package let replaced: UInt64?

    package init(request: RequestID, state: JobState, replaced: UInt64? = nil) {
        self.request = request
        self.state = state
        self.replaced = replaced
    }
}

/// Why a broker could not do what it was asked. Nothing was half done.
package enum BrokerError: Error, Hashable, Sendable {
    /// Starting up, shutting down, or over.
    case closed
    /// The journal cannot be written now: the disk is full. Nothing was accepted.
    case unwritable
    /// The journal cannot be read now.
    case unreadable
    /// The caller's task was cancelled while it waited for work.
    case cancelled
}
