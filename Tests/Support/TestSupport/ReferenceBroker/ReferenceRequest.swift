import Jobs

/// What a client holds: a place in a job while it is unfinished, then a record of its own.
struct ReferenceRequest: Sendable {
    /// Kept whole, so that a failed request can be tried again.
    let submission: Submission
    /// The job's number; nil once the request is final.
    var job: Int64?
    /// Up to date once the request is final.
    var record: RequestRecord

    init(_ submission: Submission) {
        self.submission = submission
        record = RequestRecord(id: submission.id, reference: submission.reference, priority: submission.priority)
    }

    /// Bytes of a finished record: the result, or the payload of a failed one.
    var bytes: Int {
        let kept = record.result?.json.count ?? (record.state == .error ? submission.payload.size : 0)
        return kept + Bounds.overhead
    }
}
