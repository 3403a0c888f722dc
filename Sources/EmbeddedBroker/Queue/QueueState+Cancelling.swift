import Jobs

/// What the queue decides about a call to cancel.
enum CancelPlan {
    /// Not in memory: final, or not known at all.
    case lookUp
    case notTheirs
    /// The job's end is being written; ask again when it is.
    case settling
    /// Write it, then `cancelled` it.
    case detached(Detachment)

    struct Detachment {
        let job: Int64
        let record: RequestRecord
        let hasReference: Bool
        /// The last request is gone, so the job is cancelled.
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
        let endsJob = ticket.requestCount == 1
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
