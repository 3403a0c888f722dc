import Jobs

extension QueueState {
    enum Lookup {
        case found(RequestRecord, hasReference: Bool)
        case notTheirs
        case notInMemory
    }

    /// What memory holds of a request: unfinished requests, without their reference, and those that were done last.
    /// Nothing once the queue is closed: whether a call gets an answer must not depend on where the answer is stored.
    func find(_ id: RequestID, as principal: Principal, at now: Timestamp) -> Lookup {
        if isClosed { return .notInMemory }
        if let request = request(id) {
            let entry = requests[request]
            guard principals[entry.principal] == principal else { return .notTheirs }
            return .found(record(of: request, at: now), hasReference: entry.hasReference)
        }
        if let closing = closing[id] {
            return closing.principal == principal ? .found(closing.record, hasReference: true) : .notTheirs
        }
        guard let entry = recent.find(id), let finishedAt = entry.record.finishedAt,
            finishedAt + policy.resultRetention > now
        else { return .notInMemory }
        return entry.principal == principal ? .found(entry.record, hasReference: false) : .notTheirs
    }

    /// Keeps the records of a done job's requests, except those with a reference, which is only on disk.
    mutating func keepRecords(of slot: Slab<Ticket>.Slot, _ result: StoredResult, at now: Timestamp) {
        let ticket = tickets[slot]
        var next = ticket.firstRequest
        while next != RequestEntry.none {
            let entry = requests[next]
            next = entry.next
            guard !entry.hasReference else { continue }
            var record = RequestRecord(
                id: entry.id, reference: nil, priority: entry.priority, state: .done,
                startedAt: ticket.startedAt.microseconds > 0 ? ticket.startedAt : nil, finishedAt: now,
                attempts: Int(ticket.attempts), result: result)
            record.resultMadeAt = now
            recent.keep(record, of: principals[entry.principal])
        }
    }

    enum RetryPlan {
        case full
        /// Another call has already queued the job again.
        case inMemory
        /// The same work is in flight, or was done meanwhile. Verify that, then move the requests to it.
        case join(job: Int64)
        case reserved(Ticket)
    }

    /// Takes a failed job back into memory, at a new place, with new attempts and a new deadline.
    /// - Parameter mayJoin: false once the other job was checked and is not the same work.
    mutating func planRetry(_ failed: FailedJob, mayJoin: Bool, now: Timestamp) -> RetryPlan {
        if ticket(job: failed.job) != nil { return .inMemory }
        if mayJoin, failed.sharing == .shared {
            let job = ticket(fingerprint: failed.fingerprint).map { tickets[$0].job } ?? answers[failed.fingerprint]
            if let job {
                joining[job, default: 0] += 1
                return .join(job: job)
            }
        }
        guard policy.bounds.admits(failed.bytes, with: usage) else { return .full }
        if usage.jobs == 0 { beginWork(at: now) }
        let principal = principals.number(of: failed.principal)
        let lane = FairOrder.Lane(principal: principal, priority: failed.priority)
        let place = order.nextPlace(in: lane)
        order.take(place, in: lane)
        // Equal work may be in flight already, and two shared jobs must not have the same fingerprint.
        let isTaken = !mayJoin && ticket(fingerprint: failed.fingerprint) != nil
        let ticket = Ticket(
            job: failed.job, fingerprint: failed.fingerprint, place: place, since: now,
            bytes: UInt32(clamping: failed.bytes), shares: failed.shares, principal: principal,
            priority: failed.priority,
            sharing: isTaken && failed.sharing == .shared ? .fresh : failed.sharing)
        let slot = add(ticket)
        add(failed.requests, to: slot)
        return .reserved(ticket)
    }

    /// A join of this job has ended, whether it succeeded or not.
    mutating func joined(_ job: Int64) {
        joining[job] = joining[job].flatMap { $0 > 1 ? $0 - 1 : nil }
    }

    /// Links requests from the journal to their job.
    mutating func add(_ stored: [StoredRequest], to slot: Slab<Ticket>.Slot) {
        for request in stored {
            add(
                RequestEntry(
                    id: request.id, ticket: slot, principal: principals.number(of: request.principal),
                    priority: request.priority, hasReference: request.hasReference))
        }
    }
}

extension RequestRecord {
    /// The same record with the client's reference.
    func named(_ reference: String?) -> RequestRecord {
        var record = RequestRecord(
            id: id, reference: reference, priority: priority, state: state, position: position, startedAt: startedAt,
            finishedAt: finishedAt, attempts: attempts)
        record.estimate = estimate
        record.progress = progress
        record.result = result
        record.resultMadeAt = resultMadeAt
        record.failure = failure
        return record
    }
}
