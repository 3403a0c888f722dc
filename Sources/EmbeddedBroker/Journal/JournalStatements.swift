import Foundation
import GRDB
import Jobs

/// The broker's writes. Each is part of a group's transaction. Statements are prepared once per connection.
extension Database {
    /// Writes a result that another server made, as a finished job with a request that ends now.
    func insertImported(
        _ shared: SharedResult, as job: Int64, for submission: Submission, at now: Timestamp, _ policy: BrokerPolicy
    ) throws {
        try run(
            """
            INSERT INTO jobs (id, fingerprint, principal, priority, sharing, state, place, bytes, since, finished_at)
            VALUES (?, ?, ?, ?, ?, 2, 0, ?, ?, ?)
            """,
            [
                job, Data(submission.fingerprint.bytes), submission.principal.name, submission.priority.rawValue,
                submission.sharing.rawValue, submission.payload.size, now, shared.madeAt,
            ])
        try insertResult(shared.result, of: job)
        try insertFinished(
            job: job, fingerprint: submission.fingerprint.prefix, answers: submission.sharing == .shared,
            bytes: shared.keptBytes, madeAt: shared.madeAt, at: now, policy)
        try insertRequest(submission, job: job, endedAt: now)
    }

    func deleteRequest(_ id: RequestID) throws { try run("DELETE FROM requests WHERE id = ?", [id]) }

    func insertRequest(_ submission: Submission, job: Int64, endedAt: Timestamp?) throws {
        try SubmissionRows(self).insertRequest(of: submission, job: job, endedAt: endedAt)
    }

    /// Writes an attached request and, if its job moved, the job's better place. Returns false if the job is different
    /// work with the same 64 bits, or was cancelled; nil if its row is missing or not written yet.
    func attach(_ submission: Submission, _ attachment: SubmissionPlan.Attachment) throws -> Bool? {
        let row = try Row.fetchOne(
            cachedStatement(sql: "SELECT fingerprint, state FROM jobs WHERE id = ?"), arguments: [attachment.job])
        guard let row else { return nil }
        guard row["fingerprint"] == Data(submission.fingerprint.bytes),
            row["state"] != JobState.cancelled.rawValue
        else { return false }
        try insertRequest(submission, job: attachment.job, endedAt: nil)
        if let moved = attachment.moved {
            try run(
                "UPDATE jobs SET place = ?, priority = ?, principal = ? WHERE id = ?",
                [moved.place, moved.priority.rawValue, submission.principal.name, attachment.job])
        }
        return true
    }

    func markLeased(_ tickets: [LeasedTicket]) throws {
        let mark = try BoundStatement(
            self, "UPDATE jobs SET leased = 1, started_at = coalesce(started_at, ?) WHERE id = ? AND state = 0")
        for ticket in tickets {
            try mark.run { values in
                values.put(ticket.leasedAt)
                values.put(ticket.token.job)
            }
        }
    }

    /// Clears the leased mark of jobs whose lease ended without a settlement.
    func unmarkLeased(_ jobs: [Int64]) throws {
        let clear = try BoundStatement(self, "UPDATE jobs SET leased = 0 WHERE id = ? AND state = 0")
        for job in jobs { try clear.run { $0.put(job) } }
    }

    /// Ends a job: writes its result or failure and its finished record, and deletes what is no longer needed.
    func end(_ end: JobEnd, at now: Timestamp, policy: BrokerPolicy) throws {
        switch end.outcome {
        case .done(let result):
            try insertResult(result, of: end.job)
            try BoundStatement(self, "DELETE FROM payloads WHERE job = ?").run { $0.put(end.job) }
            try finishJob(end, state: .done, failure: nil, at: now)
        case .failed(let code):
            // The payload stays, so that the job can be retried.
            try finishJob(end, state: .error, failure: code, at: now)
        }
        try BoundStatement(self, "DELETE FROM checkpoints WHERE job = ?").run { $0.put(end.job) }
        if let replaced = end.replaces, end.answers {
            try run("UPDATE finished SET answers = 0 WHERE job = ?", [replaced])
        }
        try insertFinished(
            job: end.job, fingerprint: end.fingerprint, answers: end.answers, bytes: end.keptBytes, at: now,
            policy)
    }

    private func insertResult(_ result: StoredResult, of job: Int64) throws {
        // The row may exist: a write is retried whenever its failure was reported, even if it was committed.
        let insert = try BoundStatement(
            self, "INSERT OR REPLACE INTO results (job, provider, model, json) VALUES (?, ?, ?, ?)")
        try insert.run { values in
            values.put(job)
            values.put(result.model.provider)
            values.put(result.model.model)
            values.put(result.json)
        }
    }

    private func finishJob(_ end: JobEnd, state: JobState, failure: FailureCode?, at now: Timestamp) throws {
        let update = try BoundStatement(
            self,
            """
            UPDATE jobs SET state = ?, finished_at = ?, failure = ?, attempts = ?, settled_by = ?, leased = 0 WHERE id = ?
            """)
        try update.run { values in
            values.put(state.rawValue)
            values.put(now)
            values.put(failure?.rawValue)
            values.put(end.attempts)
            values.put(end.secret)
            values.put(end.job)
        }
    }

    private func insertFinished(
        job: Int64, fingerprint: UInt64, answers: Bool, bytes: Int, madeAt: Timestamp? = nil, at now: Timestamp,
        _ policy: BrokerPolicy
    ) throws {
        let kept = answers ? max(policy.resultRetention, policy.answerRetention) : policy.resultRetention
        let insert = try BoundStatement(
            self,
            """
            INSERT OR REPLACE INTO finished (job, prefix, answers, bytes, finished_at, expires_at)
            VALUES (?, ?, ?, ?, ?, ?)
            """)
        try insert.run { values in
            values.put(job)
            values.put(fingerprint)
            values.put(answers ? 1 : 0)
            values.put(bytes)
            values.put(madeAt ?? now)
            values.put(now + kept)
        }
    }

    func returnJob(_ back: JobReturn, _ clock: QueueClock) throws {
        try run(
            "UPDATE jobs SET not_before = ?, attempts = ?, pack_limit = ?, leased = 0 WHERE id = ?",
            [clock.onDisk(back.notBefore), back.attempts, back.packLimit, back.job])
    }

    func cancel(_ detachment: CancelPlan.Detachment, at now: Timestamp, policy: BrokerPolicy) throws {
        try run(
            "UPDATE requests SET ended_at = ?, cancelled = 1 WHERE id = ?", [now, detachment.record.id])
        guard detachment.endsJob else { return }
        try run(
            "UPDATE jobs SET state = ?, finished_at = ?, leased = 0 WHERE id = ? AND state = 0",
            [JobState.cancelled.rawValue, now, detachment.job])
        try run("DELETE FROM payloads WHERE job = ?", [detachment.job])
        try run("DELETE FROM checkpoints WHERE job = ?", [detachment.job])
        try insertFinished(
            job: detachment.job, fingerprint: detachment.fingerprint, answers: false, bytes: Bounds.overhead, at: now,
            policy)
    }

    func insertCheckpoint(job: Int64, part: Int, total: Int, payload: [UInt8]) throws {
        try run(
            "INSERT OR REPLACE INTO checkpoints (job, part, total, payload) VALUES (?, ?, ?, ?)",
            [job, part, total, Data(payload)])
    }

    func set(_ name: String, to value: Int) throws {
        try run("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", [name, value])
    }

    func run(_ sql: String, _ arguments: StatementArguments) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
