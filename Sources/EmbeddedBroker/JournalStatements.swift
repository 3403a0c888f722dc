import Foundation
import GRDB
import Jobs

/// What the broker writes, each within a group's transaction. Statements are prepared once per connection.
extension Database {
    func insertJob(_ ticket: Ticket, of submission: Submission) throws {
        let document = submission.document
        try run(
            """
            INSERT INTO jobs (id, fingerprint, principal, priority, sharing, place, bytes, since)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                ticket.job, Data(submission.fingerprint.bytes), submission.principal.name, submission.priority.rawValue,
                ticket.sharing.rawValue, ticket.place, document.byteCount, ticket.since,
            ])
        try run(
            "INSERT INTO documents (job, title, abstract, text, length, language, focus) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                ticket.job, document.title, document.abstract, document.text, submission.options.length.rawValue,
                submission.options.language, submission.options.focus,
            ])
        try insertRequest(submission, job: ticket.job, endedAt: nil)
    }

    /// Writes a result that another server made: a finished job, with a request that ends now.
    func insertAdopted(
        _ shared: SharedResult, as job: Int64, for submission: Submission, at now: Timestamp, _ policy: BrokerPolicy
    ) throws {
        try run(
            """
            INSERT INTO jobs (id, fingerprint, principal, priority, sharing, state, place, bytes, since, finished_at)
            VALUES (?, ?, ?, ?, ?, 2, 0, ?, ?, ?)
            """,
            [
                job, Data(submission.fingerprint.bytes), submission.principal.name, submission.priority.rawValue,
                submission.sharing.rawValue, submission.document.byteCount, now, shared.madeAt,
            ])
        try insertResult(shared.result, of: job)
        try insertFinished(
            job: job, fingerprint: submission.fingerprint.prefix, answers: submission.sharing == .shared,
            bytes: shared.keptBytes, madeAt: shared.madeAt, at: now, policy)
        try insertRequest(submission, job: job, endedAt: now)
    }

    func insertRequest(_ submission: Submission, job: Int64, endedAt: Timestamp?) throws {
        try run(
            """
            INSERT INTO requests (id, job, principal, priority, reference, idempotency_key, idempotency_body, ended_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                submission.id, job, submission.principal.name, submission.priority.rawValue, submission.reference,
                submission.idempotency?.key, submission.idempotency.map { Data($0.body) }, endedAt,
            ])
    }

    /// Writes an attached request, and its job's better place. False when the job is other work with the same 64
    /// bits, or was cancelled; nil when it is not there, or not yet.
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

    func markLeased(_ jobs: [Int64], at now: Timestamp) throws {
        for job in jobs {
            try run(
                "UPDATE jobs SET leased = 1, started_at = coalesce(started_at, ?) WHERE id = ? AND state = 0",
                [now, job])
        }
    }

    /// Ends a job: its result or failure, what it answers, and what can go.
    func end(_ end: JobEnd, at now: Timestamp, policy: BrokerPolicy) throws {
        switch end.outcome {
        case .done(let result):
            try insertResult(result, of: end.job)
            try run("DELETE FROM documents WHERE job = ?", [end.job])
            try finishJob(end, state: .done, failure: nil, at: now)
        case .failed(let code):
            // Its text stays, so that it can be tried again.
            try finishJob(end, state: .error, failure: code, at: now)
        }
        try run("DELETE FROM checkpoints WHERE job = ?", [end.job])
        if let replaced = end.replaces, end.answers {
            try run("UPDATE finished SET answers = 0 WHERE job = ?", [replaced])
        }
        try insertFinished(
            job: end.job, fingerprint: end.fingerprint, answers: end.answers, bytes: end.keptBytes, at: now,
            policy)
    }

    private func insertResult(_ result: StoredResult, of job: Int64) throws {
        try run(
            "INSERT INTO results (job, provider, model, json) VALUES (?, ?, ?, ?)",
            [job, result.model.provider, result.model.model, Data(result.json)])
    }

    private func finishJob(_ end: JobEnd, state: JobState, failure: FailureCode?, at now: Timestamp) throws {
        try run(
            """
            UPDATE jobs SET state = ?, finished_at = ?, failure = ?, attempts = ?, settled_by = ?, leased = 0 WHERE id = ?
            """,
            [state.rawValue, now, failure?.rawValue, end.attempts, Int64(bitPattern: end.secret), end.job])
    }

    private func insertFinished(
        job: Int64, fingerprint: UInt64, answers: Bool, bytes: Int, madeAt: Timestamp? = nil, at now: Timestamp,
        _ policy: BrokerPolicy
    ) throws {
        let kept = answers ? max(policy.resultRetention, policy.answerRetention) : policy.resultRetention
        try run(
            """
            INSERT OR REPLACE INTO finished (job, prefix, answers, bytes, finished_at, expires_at)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [job, Int64(bitPattern: fingerprint), answers, bytes, madeAt ?? now, now + kept])
    }

    func returnJob(_ back: JobReturn) throws {
        try run(
            "UPDATE jobs SET not_before = ?, attempts = ?, pack_limit = ?, leased = 0 WHERE id = ?",
            [back.notBefore, back.attempts, back.packLimit, back.job])
    }

    func cancel(_ detachment: CancelPlan.Detachment, at now: Timestamp, policy: BrokerPolicy) throws {
        try run(
            "UPDATE requests SET ended_at = ?, cancelled = 1 WHERE id = ?", [now, detachment.record.id])
        guard detachment.endsJob else { return }
        try run(
            "UPDATE jobs SET state = ?, finished_at = ?, leased = 0 WHERE id = ? AND state = 0",
            [JobState.cancelled.rawValue, now, detachment.job])
        try run("DELETE FROM documents WHERE job = ?", [detachment.job])
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
