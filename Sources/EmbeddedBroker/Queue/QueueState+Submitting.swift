import Jobs

/// What the queue decides about a submission. Everything but a rejection must still be written.
enum SubmissionPlan {
    /// There is no room.
    case full
    /// Linked to a job in flight; verify that it is the same work, and write the request.
    case attach(Attachment)
    /// The job's stored result may be the answer. Verify that.
    case lookUp(job: Int64)
    /// The shared result that came with the submission is the answer. Write it as this job, then call `imported`.
    case importResult(job: Int64, SharedResult)
    /// Reserved. Write the job, then `commit` or `abandon` it.
    case admit(Ticket)

    struct Attachment {
        let job: Int64
        /// Set if the job moved to a better place.
        let moved: (place: Int64, priority: Priority)?
    }
}

extension QueueState {
    /// Decides in one atomic step. Reservations are in memory when this returns.
    /// - Parameters:
    ///   - mayAnswer: false once the stored answer was checked and did not fit.
    ///   - sharing: what the submission allows; `.fresh` instead once attaching it to a job has failed.
    mutating func plan(
        _ submission: Submission, mayAnswer: Bool, sharing: Submission.Sharing, now: Timestamp
    ) -> SubmissionPlan {
        let prefix = submission.fingerprint.prefix
        if sharing == .shared, let slot = ticket(fingerprint: prefix) {
            guard usage.requests < policy.bounds.requests else { return .full }
            return .attach(attach(submission, to: slot))
        }
        if mayAnswer, sharing.readsAnswers, let job = answers[prefix] { return .lookUp(job: job) }
        if let shared = submission.shared, answers(submission, with: shared, at: now) {
            defer { nextJob += 1 }
            return .importResult(job: nextJob, shared)
        }
        guard policy.bounds.admits(submission.payload.size, with: usage) else { return .full }
        return .admit(reserve(submission, prefix: prefix, sharing: sharing, now: now))
    }

    private func answers(_ submission: Submission, with shared: SharedResult, at now: Timestamp) -> Bool {
        submission.sharing.readsAnswers && submission.models.contains(shared.result.model)
            && shared.madeAt + policy.answerRetention > now
    }

    /// The shared result is on the disk as this job, and answers equal texts from now on.
    mutating func imported(job: Int64, _ submission: Submission, _ shared: SharedResult) {
        finishedBytes += shared.keptBytes
        if submission.sharing == .shared { answers[submission.fingerprint.prefix] = job }
    }

    private mutating func reserve(
        _ submission: Submission, prefix: UInt64, sharing: Submission.Sharing, now: Timestamp
    ) -> Ticket {
        if usage.jobs == 0 { beginWork(at: now) }
        let principal = principals.number(of: submission.principal)
        let lane = FairOrder.Lane(principal: principal, priority: submission.priority)
        let place = order.nextPlace(in: lane)
        order.take(place, in: lane)
        let ticket = Ticket(
            job: nextJob, fingerprint: prefix, place: place, since: submission.id.time,
            bytes: UInt32(clamping: submission.payload.size), shares: submission.payload.census.shares,
            principal: principal,
            priority: submission.priority, sharing: sharing.onceAdmitted)
        nextJob += 1
        let slot = add(ticket)
        add(entry(of: submission, ticket: slot, principal: principal))
        return ticket
    }

    /// Work begins in an empty queue. The idle time says nothing about the drain rate, and slots promised earlier no
    /// longer matter, since there is room.
    mutating func beginWork(at now: Timestamp) {
        drain.rested(until: now)
        slots = SlotPromise()
    }

    private mutating func attach(_ submission: Submission, to slot: Slab<Ticket>.Slot) -> SubmissionPlan.Attachment {
        let principal = principals.number(of: submission.principal)
        add(entry(of: submission, ticket: slot, principal: principal))
        let lane = FairOrder.Lane(principal: principal, priority: submission.priority)
        let place = order.nextPlace(in: lane)
        let ticket = tickets[slot]
        let canMove = ticket.phase == .waiting || ticket.phase == .committing
        guard submission.priority < ticket.priority, place < ticket.place, canMove else {
            return SubmissionPlan.Attachment(job: ticket.job, moved: nil)
        }
        order.take(place, in: lane)
        if ticket.phase == .waiting { ready.remove(ticket.entry) }
        tickets[slot].place = place
        tickets[slot].principal = principal
        tickets[slot].priority = submission.priority
        if ticket.phase == .waiting { ready.insert(tickets[slot].entry) }
        return SubmissionPlan.Attachment(job: ticket.job, moved: (place, submission.priority))
    }

    private func entry(of submission: Submission, ticket: Slab<Ticket>.Slot, principal: UInt32) -> RequestEntry {
        RequestEntry(
            id: submission.id, ticket: ticket, principal: principal, priority: submission.priority,
            hasReference: submission.reference != nil)
    }

    /// The job is on the disk and may be leased.
    mutating func commit(job: Int64) {
        guard let slot = ticket(job: job), tickets[slot].phase == .committing else { return }
        requeue(slot)
    }

    /// The job could not be written. Removes its reservation, together with the requests that attached to it.
    mutating func abandon(job: Int64) {
        if let slot = ticket(job: job) { remove(slot) }
    }

    /// The request could not be written, or its job was different work or is gone.
    mutating func abandon(request id: RequestID) {
        if let request = request(id) { detach(request) }
        recent.forget(id)
    }

    /// Promises the next free slot to a submission that was rejected.
    mutating func nextSlot(
        at now: Timestamp, forecast: ThroughputForecast
    ) -> (promise: SlotPromise.Promise, depth: Int, limit: Int) {
        let measured = drain.perSecond(at: now)
        let promise = slots.promise(at: now, measured: measured, forecast: forecast, isPaused: isPaused)
        return (promise, usage.jobs, policy.bounds.jobs)
    }

    /// The status of a request in memory, without its reference.
    func record(of request: Slab<RequestEntry>.Slot, at now: Timestamp) -> RequestRecord {
        let entry = requests[request]
        let ticket = tickets[entry.ticket]
        let isRunning = ticket.phase == .leased || ticket.phase == .settling
        var record = RequestRecord(
            id: entry.id, reference: nil, priority: entry.priority, state: isRunning ? .processing : .queued)
        if ticket.phase == .waiting || ticket.phase == .committing {
            let position = ready.rank(of: ticket.entry) + 1
            record.position = position
            record.estimate = drain.estimate(position: position, at: now)
        }
        record.startedAt = ticket.startedAt.microseconds > 0 ? ticket.startedAt : nil
        record.attempts = Int(ticket.attempts)
        record.progress = progress[ticket.job]
        return record
    }
}

extension SharedResult {
    /// What its record counts against the bound on finished records.
    var keptBytes: Int { Bounds.overhead + result.json.count }
}
