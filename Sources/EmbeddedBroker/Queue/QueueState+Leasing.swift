import Jobs

/// A worker that waits for a batch.
struct WaitingDemand: Sendable {
    let id: UInt64
    let demand: Demand
    let continuation: CheckedContinuation<Result<[LeasedTicket], BrokerError>, Never>
}

/// The part of a lease that memory holds. The payload is read from the journal, unless it was just written.
struct LeasedTicket: Sendable {
    let token: LeaseToken
    let leasedAt: Timestamp
    let place: Int64
    let attempts: Int
    let packLimit: Int?
    /// The submission of the job, if it was just committed.
    var pending: PendingSubmissions.Entry?

    /// The complete lease, if the payload is still in memory.
    var lease: Lease? {
        guard let pending else { return nil }
        let submission = pending.submission
        return Lease(
            token: token, payload: submission.payload, fingerprint: submission.fingerprint,
            sharing: pending.ticket.sharing, place: place, attempts: attempts, packLimit: packLimit,
            checkpoints: [:])
    }
}

/// Jobs that could be leased together now.
private struct ReadyBatch {
    var slots: [Slab<Ticket>.Slot]
    var isFull: Bool
    /// When the member that has been ready longest became ready.
    var oldest: Timestamp
}

/// A job that may not be tried again.
struct TerminalFailure: Sendable {
    let job: Int64
    let code: FailureCode
}

/// What serving the demands decided. To be carried out after the lock is released.
struct Grants: Sendable {
    var leased: [(WaitingDemand, [LeasedTicket])] = []
    var failures: [TerminalFailure] = []
    /// When to serve again, even if nothing else happens.
    var wake: Timestamp?
}

/// What a tick changed.
struct TickOutcome: Sendable {
    var failures: [TerminalFailure] = []
    /// Jobs whose leases ran out, and their requests.
    var reclaimed: [Int64] = []
    var requests: [RequestID] = []
}

extension QueueState {
    /// Serves the waiting demands in order, as far as the batch rule releases batches.
    mutating func grants(at now: Timestamp) -> Grants {
        var grants = Grants()
        batchWake = nil
        guard !isPaused, isWritable, !isClosed else { return grants }
        failFirst(at: now, into: &grants.failures)
        while let waiter = demands.first, let batch = nextBatch(for: waiter.demand) {
            switch policy.batch.decide(isFull: batch.isFull, oldest: batch.oldest, isBusy: leases.count > 0, now: now) {
            case .wait(let until):
                grants.wake = until
                batchWake = until
                return grants
            case .send:
                demands.removeFirst()
                grants.leased.append((waiter, batch.slots.map { lease($0, at: now) }))
            }
            failFirst(at: now, into: &grants.failures)
        }
        return grants
    }

    /// The ready jobs to lease together: in queue order, as many as the demand and their own limits allow. Nil if none
    /// may be leased now.
    private func nextBatch(for demand: Demand) -> ReadyBatch? {
        guard !isLoneJobRunning, let first = ready.first, let slot = ticket(job: first.job) else { return nil }
        guard runsAlone(tickets[slot]) else { return nextShared(for: demand) }
        // Running jobs finish first, and nothing new starts until they have.
        guard running == 0 else { return nil }
        return ReadyBatch(slots: [slot], isFull: true, oldest: tickets[slot].readySince)
    }

    private func nextShared(for demand: Demand) -> ReadyBatch? {
        var slots: [Slab<Ticket>.Slot] = []
        var tokens = 0
        var isFull = false
        var limit = demand.jobs
        var oldest = Timestamp(microseconds: .max)
        for entry in ready.prefix(demand.jobs) {
            guard let slot = ticket(job: entry.job) else { continue }
            let ticket = tickets[slot]
            limit = min(limit, packLimit(of: ticket) ?? .max)
            let size = demand.tokens(of: ticket.census)
            let fits = tokens + size <= demand.tokens && slots.count < limit
            guard slots.isEmpty || fits, !runsAlone(ticket) else {
                isFull = true
                break
            }
            slots.append(slot)
            tokens += size
            oldest = min(oldest, ticket.readySince)
            isFull = slots.count >= limit || tokens >= demand.tokens
            if isFull { break }
        }
        return slots.isEmpty ? nil : ReadyBatch(slots: slots, isFull: isFull, oldest: oldest)
    }

    private var isLoneJobRunning: Bool { loneJob.map(isRunning) ?? false }

    /// Whether the job is leased, or its settlement is being written.
    func isRunning(job: Int64) -> Bool {
        guard let slot = ticket(job: job) else { return false }
        return tickets[slot].phase == .leased || tickets[slot].phase == .settling
    }

    /// The slot of the job that is leased under this token.
    func holder(of token: LeaseToken) -> Slab<Ticket>.Slot? {
        guard let slot = ticket(job: token.job), tickets[slot].token == token, tickets[slot].phase == .leased
        else { return nil }
        return slot
    }

    private func runsAlone(_ ticket: Ticket) -> Bool { policy.attempts.runsAlone(deaths: Int(ticket.deaths)) }

    private func packLimit(of ticket: Ticket) -> Int? {
        if runsAlone(ticket) { return 1 }
        return ticket.packLimit == 0 ? nil : Int(ticket.packLimit)
    }

    /// Fails jobs at the front of the queue that have reached one of their limits, so that no worker gets them.
    private mutating func failFirst(at now: Timestamp, into failures: inout [TerminalFailure]) {
        while let first = ready.first, let slot = ticket(job: first.job), let code = failureCode(slot, at: now) {
            failures.append(fail(slot, code))
        }
    }

    private func failureCode(_ slot: Slab<Ticket>.Slot, at now: Timestamp) -> FailureCode? {
        let ticket = tickets[slot]
        return policy.attempts.failureCode(
            attempts: Int(ticket.attempts), loneDeaths: Int(ticket.loneDeaths), submitted: ticket.since, now: now)
    }

    /// Ends the lease, and the job with it. Returns nil if the lease is no longer held.
    mutating func fail(_ token: LeaseToken, _ code: FailureCode) -> TerminalFailure? {
        holder(of: token).map { fail($0, code) }
    }

    private mutating func fail(_ slot: Slab<Ticket>.Slot, _ code: FailureCode) -> TerminalFailure {
        unqueue(slot)
        tickets[slot].phase = .settling
        return TerminalFailure(job: tickets[slot].job, code: code)
    }

    private mutating func lease(_ slot: Slab<Ticket>.Slot, at now: Timestamp) -> LeasedTicket {
        unqueue(slot)
        tickets[slot].phase = .leased
        let last = tickets[slot].secret
        repeat { tickets[slot].secret = UInt32.random(in: 1...UInt32.max) } while tickets[slot].secret == last
        tickets[slot].due = now + policy.leaseTerm
        if tickets[slot].startedAt.microseconds == 0 { tickets[slot].startedAt = now }
        let ticket = tickets[slot]
        leases.insert(ticket.dueEntry)
        if runsAlone(ticket) { loneJob = ticket.job }
        order.leased(ticket.place)
        return LeasedTicket(
            token: ticket.token, leasedAt: now, place: ticket.place,
            attempts: Int(ticket.attempts), packLimit: packLimit(of: ticket))
    }

    /// Gives the leases that are still held another term, and returns them.
    mutating func extend(_ tokens: [LeaseToken], at now: Timestamp) -> Set<LeaseToken> {
        var held: Set<LeaseToken> = []
        for token in tokens {
            guard let slot = ticket(job: token.job), tickets[slot].token == token else { continue }
            switch tickets[slot].phase {
            case .leased:
                leases.remove(tickets[slot].dueEntry)
                tickets[slot].due = now + policy.leaseTerm
                leases.insert(tickets[slot].dueEntry)
                held.insert(token)
            case .settling: held.insert(token)
            case .committing, .waiting, .delayed, .gone: continue
            }
        }
        return held
    }

    /// Puts a job back at its place, as ready.
    mutating func requeue(_ slot: Slab<Ticket>.Slot) {
        unqueue(slot)
        enqueue(slot)
    }

    /// Applies what is due: delayed jobs become ready, expired leases are reclaimed, and jobs past their deadline fail.
    mutating func tick(at now: Timestamp) -> TickOutcome {
        var outcome = TickOutcome()
        while let first = delayed.first, first.place <= now.microseconds, let slot = ticket(job: first.job) {
            requeue(slot)
        }
        if now >= graceUntil {
            while let first = leases.first, first.place <= now.microseconds, let slot = ticket(job: first.job) {
                requeue(slot)
                outcome.reclaimed.append(first.job)
                outcome.requests += requestIDs(of: slot)
            }
        }
        outcome.failures = sweepDeadlines(at: now)
        return outcome
    }

    /// Checks only some of the jobs each time, so that the cost of a tick does not grow with the queue.
    private mutating func sweepDeadlines(at now: Timestamp) -> [TerminalFailure] {
        var failures: [TerminalFailure] = []
        for _ in 0..<min(4096, tickets.slotCount) {
            sweepFrom = sweepFrom + 1 < tickets.slotCount ? sweepFrom + 1 : 0
            let phase = tickets[sweepFrom].phase
            guard phase == .waiting || phase == .delayed, let code = failureCode(sweepFrom, at: now) else { continue }
            failures.append(fail(sweepFrom, code))
        }
        return failures
    }

    /// When the next delay or lease ends.
    var nextDue: Timestamp? {
        let lease = leases.first.map { max(Timestamp(microseconds: $0.place), graceUntil) }
        let delay = delayed.first.map { Timestamp(microseconds: $0.place) }
        return [lease, delay].compactMap(\.self).min()
    }
}
