import GRDB
package import Jobs
import Synchronization

extension EmbeddedBroker {
    package func submit(_ submissions: [Submission]) async -> [Result<Admission, BrokerError>] {
        // Decisions are made in the order given. The writes may land in different groups.
        guard let plans = plan(submissions) else { return submissions.map { _ in .failure(.closed) } }
        guard submissions.count != 1 else { return [await result(submissions[0], plans[0])] }
        let results = await withTaskGroup(of: (Int, Result<Admission, BrokerError>).self) { group in
            for (index, submission) in submissions.enumerated() {
                group.addTask { (index, await self.result(submission, plans[index])) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        return submissions.indices.map { results[$0] ?? .failure(.closed) }
    }

    private func result(_ submission: Submission, _ plan: SubmissionPlan?) async -> Result<Admission, BrokerError> {
        do throws(BrokerError) {
            return .success(try await admit(submission, plan))
        } catch {
            return .failure(error)
        }
    }

    /// The first decision for each submission, or nil for a submission whose idempotency key must be looked up first.
    /// Returns nil if the broker is closed.
    private func plan(_ submissions: [Submission]) -> [SubmissionPlan?]? {
        let now = time.now
        return state.withLock { state in
            guard !state.isClosed else { return nil }
            return submissions.map { submission in
                guard submission.idempotency == nil else { return nil }
                return state.plan(submission, mayAnswer: true, sharing: submission.sharing, now: now)
            }
        }
    }

    private func admit(_ submission: Submission, _ plan: SubmissionPlan?) async throws(BrokerError) -> Admission {
        guard let idempotency = submission.idempotency else { return try await admitOnce(submission, plan) }
        let key = ScopedKey(principal: submission.principal, key: idempotency.key)
        guard state.withLock({ $0.keysInFlight.insert(key).inserted }) else { return .rejected(.idempotencyKeyInUse) }
        defer { _ = state.withLock { $0.keysInFlight.remove(key) } }
        guard let first = try await read({ try $0.request(key) }) else { return try await admitOnce(submission, nil) }
        guard let record = try await record(first.id, as: submission.principal).record else {
            // The first request is past its retention but not deleted yet, so the key is free again.
            try await write { try $0.deleteRequest(first.id) }
            return try await admitOnce(submission, nil)
        }
        return first.body == idempotency.body ? .replayed(record) : .rejected(.idempotencyKeyMismatch)
    }

    /// Carries out a decision. If the journal contradicts it, decides again.
    private func admitOnce(_ submission: Submission, _ first: SubmissionPlan?) async throws(BrokerError) -> Admission {
        var mayAnswer = true
        var sharing = submission.sharing
        var planned = first
        while true {
            let plan: SubmissionPlan
            if let planned { plan = planned } else { plan = try decide(submission, mayAnswer, sharing) }
            planned = nil
            switch plan {
            case .full:
                let (promise, depth, limit) = nextSlot()
                return .rejected(.full(promise, depth: depth, limit: limit))
            case .admit(let ticket): return try await admit(submission, ticket)
            case .lookUp(let job):
                if let record = try await answer(submission, from: job) { return .cached(record) }
                mayAnswer = false
            case .importResult(let job, let shared):
                return .imported(try await importResult(shared, as: job, for: submission))
            case .attach(let attachment):
                if let admission = try await attach(submission, attachment) { return admission }
                // The job is different work with the same 64 bits, or is gone. Process this submission separately.
                sharing = .fresh
            }
        }
    }

    private func decide(
        _ submission: Submission, _ mayAnswer: Bool, _ sharing: Submission.Sharing
    ) throws(BrokerError) -> SubmissionPlan {
        let now = time.now
        return try state.withLock { state throws(BrokerError) in
            guard !state.isClosed else { throw .closed }
            return state.plan(submission, mayAnswer: mayAnswer, sharing: sharing, now: now)
        }
    }

    private func admit(_ submission: Submission, _ ticket: Ticket) async throws(BrokerError) -> Admission {
        let result = await withCheckedContinuation { continuation in
            let entry = PendingSubmissions.Entry(submission: submission, ticket: ticket, continuation: continuation)
            if pending.put(entry) { writePending() }
        }
        return .admitted(try result.get())
    }

    /// Attaches a submission to an unfinished job. Returns nil if that job is different work, or gone.
    private func attach(
        _ submission: Submission, _ attachment: SubmissionPlan.Attachment
    ) async throws(BrokerError) -> Admission? {
        let isAttached: Bool
        do {
            var written = try await write { try $0.attach(submission, attachment) }
            // The job's own row may be written after this write. Retry as long as memory still has the job.
            while written == nil, state.withLock({ $0.ticket(job: attachment.job) != nil }) {
                await Task.yield()
                written = try await write { try $0.attach(submission, attachment) }
            }
            isAttached = written == true
        } catch {
            state.withLock { $0.abandon(request: submission.id) }
            throw error
        }
        guard isAttached else {
            state.withLock { $0.abandon(request: submission.id) }
            return nil
        }
        if attachment.moved != nil { serve() }
        if let record = recordInMemory(of: submission) { return .attached(record) }
        return .attached(try await record(submission.id, as: submission.principal).record ?? submission.newRecord)
    }

    /// Answers a submission with the stored result of a job, through a finished request of the caller. Returns nil if
    /// the result does not fit.
    private func answer(_ submission: Submission, from job: Int64) async throws(BrokerError) -> RequestRecord? {
        let (now, policy) = (time.now, policy)
        let found: (fits: Bool, id: RequestID?) = try await read { db in
            guard try db.answers(job: job, submission, now: now, retention: policy.answerRetention) else {
                return (false, nil)
            }
            guard submission.idempotency == nil, submission.reference == nil else { return (true, nil) }
            let newest = try db.newestFinished(
                job: job, principal: submission.principal, now: now, retention: policy.resultRetention)
            return (true, newest)
        }
        guard found.fits else { return nil }
        if let id = found.id, let record = try await record(id, as: submission.principal).record { return record }
        let id: RequestID? = try await write { db in
            // The result may have expired since the read.
            guard try db.answers(job: job, submission, now: now, retention: policy.answerRetention) else { return nil }
            // An equal submission may have created a request since the read.
            let newest = try db.newestFinished(
                job: job, principal: submission.principal, now: now, retention: policy.resultRetention)
            if let newest, submission.idempotency == nil, submission.reference == nil { return newest }
            try db.insertRequest(submission, job: job, endedAt: now)
            try db.keep(job: job, until: now + policy.resultRetention)
            return submission.id
        }
        guard let id else { return nil }
        return try await record(id, as: submission.principal).record
    }

    /// Stores a shared result as a finished job, with a finished request for the caller. Equal submissions that arrive
    /// at the same time each store it; the last copy answers later submissions.
    private func importResult(
        _ shared: SharedResult, as job: Int64, for submission: Submission
    ) async throws(BrokerError) -> RequestRecord {
        let (now, policy) = (time.now, policy)
        try await write { try $0.insertImported(shared, as: job, for: submission, at: now, policy) }
        state.withLock { $0.imported(job: job, submission, shared) }
        return try await record(submission.id, as: submission.principal).record ?? submission.newRecord
    }

    private func recordInMemory(of submission: Submission) -> RequestRecord? {
        let now = time.now
        let inMemory = state.withLock { state in state.request(submission.id).map { state.record(of: $0, at: now) } }
        return inMemory.map { $0.named(submission.reference) }
    }
}

// MARK: - New jobs, in groups

extension EmbeddedBroker {
    /// Posts a write that takes the waiting entries when the journal runs it.
    private func writePending() {
        let group = PendingSubmissions.Group()
        let entries: @Sendable () -> [PendingSubmissions.Entry] = { [self] in
            group.entries(from: pending) { writePending() }
        }
        journal.post(write(entries) { entries().map { entry in self.write({ [entry] }, parts: { [] }) } })
    }

    private func write(
        _ entries: @escaping @Sendable () -> [PendingSubmissions.Entry], parts: @escaping @Sendable () -> [JournalWrite]
    ) -> JournalWrite {
        JournalWrite { [self] db in
            let (entries, rows) = (entries(), try SubmissionRows(db))
            for entry in entries { try rows.insert(entry.ticket, of: entry.submission, clock) }
            return { self.admitted(entries) }
        } failed: { [self] error in
            refused(entries(), recordFailure(error))
        } parts: {
            parts()
        }
    }

    private func admitted(_ entries: [PendingSubmissions.Entry]) {
        let now = time.now
        let records = state.withLock { state in
            state.isWritable = true
            return entries.map { entry in
                state.commit(job: entry.ticket.job)
                return state.request(entry.submission.id).map { state.record(of: $0, at: now) }
            }
        }
        for (entry, record) in zip(entries, records) {
            let submission = entry.submission
            let named = submission.reference == nil ? record : record?.named(submission.reference)
            entry.continuation.resume(returning: .success(named ?? submission.newRecord))
        }
        serve(fresh: entries)
    }

    private func refused(_ entries: [PendingSubmissions.Entry], _ error: BrokerError) {
        state.withLock { state in
            for entry in entries { state.abandon(job: entry.ticket.job) }
        }
        for entry in entries { entry.continuation.resume(returning: .failure(error)) }
    }
}

extension Submission {
    /// The record of a request that was just created.
    fileprivate var newRecord: RequestRecord { RequestRecord(id: id, reference: reference, priority: priority) }
}
