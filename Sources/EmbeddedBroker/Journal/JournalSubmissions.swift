import GRDB
import Jobs

/// The statements for the three rows of a submission: job, payload, request. Prepared once for all submissions of a
/// write.
struct SubmissionRows {
    private let job: BoundStatement
    private let payload: BoundStatement
    private let request: BoundStatement

    init(_ db: Database) throws {
        job = try BoundStatement(
            db,
            """
            INSERT INTO jobs (id, fingerprint, principal, priority, sharing, place, bytes, shares, since)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        payload = try BoundStatement(db, "INSERT INTO payloads (job, kind, bytes) VALUES (?, ?, ?)")
        request = try BoundStatement(
            db,
            """
            INSERT INTO requests (id, job, principal, priority, reference, idempotency_key, idempotency_body, ended_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """)
    }

    /// Writes a job with its payload and its first request.
    func insert(_ ticket: Ticket, of submission: Submission, _ clock: QueueClock) throws {
        try job.run { values in
            values.put(ticket.job)
            values.put(submission.fingerprint)
            values.put(submission.principal.name)
            values.put(submission.priority.rawValue)
            values.put(ticket.sharing.rawValue)
            values.put(ticket.place)
            values.put(submission.payload.size)
            values.put(submission.payload.census.packedShares)
            values.put(clock.onDisk(ticket.since))
        }
        try payload.run { values in
            values.put(ticket.job)
            values.put(submission.payload.kind.name)
            values.put(submission.payload.bytes)
        }
        try insertRequest(of: submission, job: ticket.job, endedAt: nil)
    }

    /// Writes a request for a job that exists already.
    func insertRequest(of submission: Submission, job: Int64, endedAt: Timestamp?) throws {
        try request.run { values in
            values.put(submission.id)
            values.put(job)
            values.put(submission.principal.name)
            values.put(submission.priority.rawValue)
            values.put(submission.reference)
            values.put(submission.idempotency?.key)
            values.put(submission.idempotency?.body)
            values.put(endedAt)
        }
    }
}
