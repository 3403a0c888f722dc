import Jobs

/// What the queue decides about a call to cancel.
enum CancelPlan {
    /// Not in memory: ended, or unknown.
    case lookUp
    case notTheirs
    /// The job's end is being written. Decide again once it is written.
    case settling
    /// The request is detached in memory; write that.
    case detached(Detachment)

    struct Detachment {
        let job: Int64
        let record: RequestRecord
        let hasReference: Bool
        /// Whether this was the last request, so that the job is cancelled too.
        let endsJob: Bool
        let fingerprint: UInt64
    }
}

extension QueueState {
    mutating func planCancel(_ id: RequestID, as principal: Principal, at now: Timestamp) -> CancelPlan {
        guard let request = request(id) else { return .lookUp }
        guard principals[requests[request].principal] == principal else { return .notTheirs }
        let slot = requests[request].ticket
        let ticket = tickets[slot]
        if ticket.phase == .settling { return .settling }
        var record = record(of: request, at: now)
        record.state = .cancelled
        record.position = nil
        record.finishedAt = now
        // A job that another request is about to join goes on.
        let endsJob = ticket.requestCount == 1 && joining[ticket.job] == nil
        if endsJob {
            remove(slot)
            finishedBytes += Bounds.overhead
        } else {
            detach(request)
        }
        closing[id] = (principal, record)
        return .detached(
            CancelPlan.Detachment(
                job: ticket.job, record: record, hasReference: requests[request].hasReference, endsJob: endsJob,
                fingerprint: ticket.fingerprint))
    }
}
