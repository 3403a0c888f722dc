import GRDB
package import Jobs
import Synchronization

extension EmbeddedBroker {
    package func record(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> RecordLookup {
        if let known = recordInMemory(id, as: principal) { return known }
        return try await inJournal(id, as: principal)
    }

    package func recordInMemory(_ id: RequestID, as principal: Principal) -> RecordLookup? {
        switch state.withLock({ $0.find(id, as: principal, at: time.now) }) {
        case .found(let record, hasReference: false): .found(record)
        case .notTheirs: .unknown
        case .found(_, hasReference: true), .notInMemory: nil
        }
    }

    /// Out of line: a long-polling task keeps its deepest async frame alive, so the rare journal path must not enlarge
    /// the common one.
    private func inJournal(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> RecordLookup {
        if case .found(let record, hasReference: true) = state.withLock({ $0.find(id, as: principal, at: time.now) }) {
            return .found(record.named(try await read { try $0.reference(of: id) }))
        }
        let (now, retention) = (time.now, policy.resultRetention)
        if let record = try await read({ try $0.record(id, as: principal, now: now, retention: retention) }) {
            return .found(record)
        }
        return id.time + retention <= now ? .expired : .unknown
    }

    package func requests(
        of principal: Principal, in states: Set<JobState>, before start: RequestID?, limit: Int
    ) async throws(BrokerError) -> RequestPage {
        var records: [RequestRecord] = []
        let ids = try await read { try $0.requests(of: principal, before: start, limit: Self.requestsPerPage) }
        for id in ids {
            if records.count == limit { return RequestPage(records, next: records.last?.id) }
            // Some may be past their retention but not deleted yet.
            guard var record = try await record(id, as: principal).record, states.contains(record.state) else {
                continue
            }
            record.result = nil
            records.append(record)
        }
        return RequestPage(records, next: ids.count < Self.requestsPerPage ? nil : ids.last)
    }

    /// How many requests a page looks at: the longest page, and the bound on the cost of one that is filtered.
    private static let requestsPerPage = 1000

    package func cancel(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> CancelOutcome {
        // Once the request is detached in memory, its write must succeed. So it is refused while writes fail.
        guard isWritable else { throw .unwritable }
        while true {
            let now = time.now
            switch state.withLock({ $0.planCancel(id, as: principal, at: now) }) {
            case .notTheirs: return .unknown
            case .lookUp: return CancelOutcome(try await record(id, as: principal))
            case .settling:
                // The job's end is among the writes ahead of this empty one. Wait for it, then decide again.
                try await write { _ in }
                await Task.yield()
            case .detached(let detachment):
                return .cancelled(try await write(detachment, as: principal, at: now))
            }
        }
    }

    private func write(
        _ detachment: CancelPlan.Detachment, as principal: Principal, at now: Timestamp
    ) async throws(BrokerError) -> RequestRecord {
        let (policy, id) = (policy, detachment.record.id)
        // Cancelled only when the shutdown deadline has passed, not when the client leaves.
        let isWritten = await writeSurely(isCancellable: true) {
            try $0.cancel(detachment, at: now, policy: policy)
        }
        guard isWritten else { throw .closed }
        state.withLock { $0.closing[id] = nil }
        publish([id], .cancelled)
        serve()
        guard detachment.hasReference else { return detachment.record }
        return detachment.record.named(try await read { try $0.reference(of: id) })
    }

    package func retry(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> RetryOutcome {
        switch try await record(id, as: principal) {
        case .expired: return .expired
        case .unknown: return .unknown
        case .found(let record) where record.state != .error: return .notFailed(record)
        case .found: break
        }
        guard let failed = try await read({ try $0.failedJob(of: id) }) else { return .unknown }
        if let refusal = try await retry(failed) { return refusal }
        switch try await record(id, as: principal) {
        case .found(let record): return .queued(record)
        case .expired: return .expired
        case .unknown: return .unknown
        }
    }

    /// Queues a failed job again, or moves its requests to an equal job. Returns nil on success, or `full` if there is
    /// no room.
    private func retry(_ failed: FailedJob) async throws(BrokerError) -> RetryOutcome? {
        var mayJoin = true
        while true {
            let now = time.now
            switch state.withLock({ $0.planRetry(failed, mayJoin: mayJoin, now: now) }) {
            case .full:
                let (promise, depth, limit) = nextSlot()
                return .full(promise, depth: depth, limit: limit)
            case .inMemory: return nil
            case .join(let job):
                if try await join(failed, to: job) { return nil }
                mayJoin = false
            case .reserved(let ticket):
                // If the failed job has expired in the meantime, its record is gone too, and the caller's look-up
                // reports that.
                try await requeue(ticket)
                return nil
            }
        }
    }

    /// Moves the requests of a failed job to another job. Returns false if that job is different work, is neither
    /// unfinished nor done, or its result is too old.
    private func join(_ failed: FailedJob, to job: Int64) async throws(BrokerError) -> Bool {
        let (now, policy) = (time.now, policy)
        defer { state.withLock { $0.joined(job) } }
        guard let isDone = try await write({ try $0.move(failed, to: job, now: now, policy: policy) }) else {
            return false
        }
        let requests = failed.requests.map(\.id)
        if isDone {
            publish(requests, .done)
            return true
        }
        state.withLock { state in
            // If the job has ended in the meantime, the journal shows the end of these requests too.
            // Another retry of the same requests may have added them.
            if let slot = state.ticket(job: job) {
                state.add(failed.requests.filter { state.request($0.id) == nil }, to: slot)
            }
        }
        publish(requests, .queued)
        return true
    }

    private func requeue(_ ticket: Ticket) async throws(BrokerError) {
        let now = time.now
        let isThere: Bool
        do {
            isThere = try await write { [clock] in try $0.retry(ticket, since: clock.onDisk(now)) }
        } catch {
            state.withLock { $0.abandon(job: ticket.job) }
            throw error
        }
        guard isThere else {
            state.withLock { $0.abandon(job: ticket.job) }
            return
        }
        let requests = state.withLock { state in
            // It no longer counts as a finished record.
            state.finishedBytes -= Bounds.overhead + Int(ticket.bytes)
            state.commit(job: ticket.job)
            return state.ticket(job: ticket.job).map { state.requestIDs(of: $0) } ?? []
        }
        publish(requests, .queued)
        serve()
    }
}

extension CancelOutcome {
    /// The outcome for a request that is no longer in the queue.
    fileprivate init(_ lookup: RecordLookup) {
        self =
            switch lookup {
            case .found(let record): .alreadyFinal(record)
            case .expired: .expired
            case .unknown: .unknown
            }
    }
}
