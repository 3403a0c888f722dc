import GRDB
import Jobs

/// The three rows of a submission: job, text, request. Made once for all submissions that one commit carries.
struct SubmissionRows {
    private let job: BoundStatement
    private let document: BoundStatement
    private let request: BoundStatement

    init(_ db: Database) throws {
        job = try BoundStatement(
            db,
            """
            INSERT INTO jobs (id, fingerprint, principal, priority, sharing, place, bytes, since)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """)
        document = try BoundStatement(
            db,
            "INSERT INTO documents (job, title, abstract, text, length, language, focus) VALUES (?, ?, ?, ?, ?, ?, ?)")
        request = try BoundStatement(
            db,
            """
            INSERT INTO requests (id, job, principal, priority, reference, idempotency_key, idempotency_body, ended_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """)
    }

    /// Writes a job with its text and its first request.
    func insert(_ ticket: Ticket, of submission: Submission, _ clock: QueueClock) throws {
        let (contents, options) = (submission.document, submission.options)
        try job.run { values in
            values.put(ticket.job)
            values.put(submission.fingerprint)
            values.put(submission.principal.name)
            values.put(submission.priority.rawValue)
            values.put(ticket.sharing.rawValue)
            values.put(ticket.place)
            values.put(contents.byteCount)
            values.put(clock.onDisk(ticket.since))
        }
        try document.run { values in
            values.put(ticket.job)
            values.put(contents.title)
            values.put(contents.abstract)
            values.put(contents.text)
            values.put(options.length.rawValue)
            values.put(options.language)
            values.put(options.focus)
        }
        try insertRequest(of: submission, job: ticket.job, endedAt: nil)
    }

    /// Writes a request for a job that is there already.
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
