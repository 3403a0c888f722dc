import Jobs

/// What the queue decides about a settlement.
enum SettlementPlan {
    case stale
    /// This token has already settled the job; the reply was lost.
    case settledBefore
    /// The job is not in memory: the journal knows whether this token ended it.
    case lookUp
    /// Write the end, then call `ended`.
    case end(JobEnd)
    /// Write the return, then call `returned`.
    case again(JobReturn)
}

/// The end of a job, as it is written.
struct JobEnd: Sendable {
    enum Outcome: Sendable {
        case done(StoredResult)
        case failed(FailureCode)
    }

    let job: Int64
    /// The token's secret; 0 when the broker itself ends the job.
    let secret: UInt64
    let outcome: Outcome
    let sharing: Submission.Sharing
    let fingerprint: UInt64
    let attempts: Int
    /// The job whose stored result this one replaces.
    let replaces: Int64?
    /// Size of the payload, which is kept if the job failed.
    let payloadSize: Int

    /// What the record counts against the bound on finished records.
    var keptBytes: Int {
        switch outcome {
        case .done(let result): Bounds.overhead + result.json.count
        case .failed: Bounds.overhead + payloadSize
        }
    }

    /// Whether the result answers later submissions.
    var answers: Bool {
        if case .done = outcome { sharing.storesAnswer } else { false }
    }

    /// The fingerprint whose stored answer this result replaces. Only `no-cache` work can replace one: shared work is
    /// admitted only if no stored answer fits.
    var replacedAnswer: UInt64? { answers && sharing == .fresh ? fingerprint : nil }
}

/// A job's return to the queue, as it is written.
struct JobReturn: Sendable {
    let job: Int64
    let secret: UInt64
    let notBefore: Timestamp
    let attempts: Int
    let packLimit: UInt8
}

extension QueueState {
    mutating func plan(_ settlement: Settlement, at now: Timestamp) -> SettlementPlan {
        let token = settlement.token
        guard let slot = ticket(job: token.job) else { return .lookUp }
        let ticket = tickets[slot]
        let isCurrent = ticket.token == token
        let handedBack = UInt64(ticket.settledBy) == token.secret
        switch (ticket.phase, settlement.outcome) {
        case (.leased, _) where isCurrent: return settle(slot, settlement, at: now)
        case (.settling, _) where isCurrent: return .settledBefore
        case (.waiting, .done), (.delayed, .done):
            // No worker holds the job, and the work is done and paid for.
            return settle(slot, settlement, at: now)
        default: return handedBack ? .settledBefore : .stale
        }
    }

    private mutating func settle(_ slot: Slab<Ticket>.Slot, _ settlement: Settlement, at now: Timestamp)
        -> SettlementPlan
    {
        unqueue(slot)
        tickets[slot].phase = .settling
        switch settlement.outcome {
        case .done(let result): return .end(end(slot, secret: settlement.token.secret, .done(result)))
        case .failed(let code): return .end(end(slot, secret: settlement.token.secret, .failed(code)))
        case .again(let time, let burns, let packLimit, let failure):
            tickets[slot].settledBy = tickets[slot].secret
            if burns { tickets[slot].attempts += tickets[slot].attempts < .max ? 1 : 0 }
            if let packLimit { tickets[slot].narrow(packLimit: packLimit) }
            let ticket = tickets[slot]
            let code = policy.attempts.failureCode(
                attempts: Int(ticket.attempts), loneDeaths: 0, submitted: ticket.since, now: now)
            if let code {
                let seen = code == .attemptsExhausted ? failure : code
                return .end(end(slot, secret: settlement.token.secret, .failed(seen)))
            }
            return .again(
                JobReturn(
                    job: ticket.job, secret: settlement.token.secret, notBefore: time, attempts: Int(ticket.attempts),
                    packLimit: ticket.packLimit))
        }
    }

    private func end(_ slot: Slab<Ticket>.Slot, secret: UInt64, _ outcome: JobEnd.Outcome) -> JobEnd {
        let ticket = tickets[slot]
        return JobEnd(
            job: ticket.job, secret: secret, outcome: outcome, sharing: ticket.sharing,
            fingerprint: ticket.fingerprint, attempts: Int(ticket.attempts), replaces: answers[ticket.fingerprint],
            payloadSize: Int(ticket.bytes))
    }

    /// The end of a job that may not be tried again.
    func end(of failure: TerminalFailure) -> JobEnd? {
        ticket(job: failure.job).map { end($0, secret: 0, .failed(failure.code)) }
    }

    /// The end is on the disk. In one step, the job leaves the queue and its result becomes the answer to equal texts.
    /// - Parameter time: the end time that was written.
    mutating func ended(_ end: JobEnd, writtenAt time: Timestamp, at now: Timestamp) -> [RequestID] {
        guard let slot = ticket(job: end.job) else { return [] }
        if case .done(let result) = end.outcome { keepRecords(of: slot, result, at: time) }
        if end.answers { answers[end.fingerprint] = end.job }
        finishedBytes += end.keptBytes
        let ids = remove(slot)
        drain.left(1, at: now)
        return ids
    }

    /// The return is on the disk. The job becomes ready at its old place, or waits there for its time.
    mutating func returned(_ back: JobReturn, at now: Timestamp) -> [RequestID] {
        guard let slot = ticket(job: back.job), tickets[slot].phase == .settling else { return [] }
        enqueue(slot, until: back.notBefore <= now ? nil : back.notBefore)
        return requestIDs(of: slot)
    }
}
