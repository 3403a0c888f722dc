import Foundation
import GRDB
import Jobs

/// What the broker reads from the journal.
extension Database {
    /// The status of a request, unfinished or ended; nil if the request does not exist, belongs to another principal,
    /// or is past its retention.
    func record(_ id: RequestID, as principal: Principal, now: Timestamp, retention: Duration) throws -> RequestRecord?
    {
        let row = try Row.fetchOne(
            cachedStatement(
                sql: """
                    SELECT r.reference, r.priority, r.cancelled, r.ended_at, j.state, j.started_at, j.finished_at,
                        j.attempts, j.failure, s.provider, s.model, s.json
                    FROM requests r JOIN jobs j ON j.id = r.job LEFT JOIN results s ON s.job = r.job AND j.state = 2
                    WHERE r.id = ? AND r.principal = ?
                    """), arguments: [id, principal.name])
        guard let row else { return nil }
        let ended: Timestamp? = row["ended_at"] ?? row["finished_at"]
        if let ended, ended + retention <= now { return nil }
        let isCancelled: Bool = row["cancelled"]
        let state = isCancelled ? .cancelled : JobState(rawValue: row["state"]) ?? .queued
        var record = RequestRecord(
            id: id, reference: row["reference"], priority: Priority(rawValue: row["priority"]) ?? .normal, state: state)
        // A request created for a stored answer never started.
        let wasAnswered = state == .done && (row["ended_at"] as Timestamp?) != nil
        record.startedAt = wasAnswered ? nil : row["started_at"]
        record.finishedAt = ended
        record.attempts = row["attempts"]
        if state == .error { record.failure = FailureCode(rawValue: row["failure"]) }
        if state == .done, let json: Data = row["json"] {
            let model = ModelIdentity(provider: row["provider"], model: row["model"])
            record.result = StoredResult(json: [UInt8](json), model: model)
            record.resultMadeAt = row["finished_at"]
        }
        return record
    }

    /// The principal's requests, newest first: ids sort by time.
    func requests(of principal: Principal, before last: RequestID?, limit: Int) throws -> [RequestID] {
        let sql =
            "SELECT id FROM requests WHERE principal = ?\(last == nil ? "" : " AND id < ?") ORDER BY id DESC LIMIT ?"
        let arguments = StatementArguments([principal.name] + [last].compactMap(\.self)) + [limit]
        return try RequestID.fetchAll(cachedStatement(sql: sql), arguments: arguments)
    }

    func reference(of id: RequestID) throws -> String? {
        try String.fetchOne(cachedStatement(sql: "SELECT reference FROM requests WHERE id = ?"), arguments: [id])
    }

    /// Whether the job's stored result answers this submission: the fingerprint is the same, the provider and model are
    /// accepted, and it is young enough.
    func answers(job: Int64, _ submission: Submission, now: Timestamp, retention: Duration) throws -> Bool {
        let row = try Row.fetchOne(
            cachedStatement(
                sql: """
                    SELECT j.fingerprint, s.provider, s.model, f.finished_at
                    FROM finished f JOIN jobs j ON j.id = f.job JOIN results s ON s.job = f.job
                    WHERE f.job = ? AND f.answers = 1
                    """), arguments: [job])
        guard let row, row["fingerprint"] == Data(submission.fingerprint.bytes) else { return false }
        let model = ModelIdentity(provider: row["provider"], model: row["model"])
        let finishedAt: Timestamp = row["finished_at"]
        return submission.models.contains(model) && finishedAt + retention > now
    }

    /// The newest finished request of this principal for the job, unless more than half of its retention is over. Never
    /// a request with a reference or an idempotency key: it belongs to the submission that created it.
    func newestFinished(job: Int64, principal: Principal, now: Timestamp, retention: Duration) throws -> RequestID? {
        let row = try Row.fetchOne(
            cachedStatement(
                sql: """
                    SELECT r.id, coalesce(r.ended_at, j.finished_at) AS ended
                    FROM requests r JOIN jobs j ON j.id = r.job
                    WHERE r.job = ? AND r.principal = ? AND r.cancelled = 0 AND r.reference IS NULL
                        AND r.idempotency_key IS NULL
                    ORDER BY ended DESC LIMIT 1
                    """), arguments: [job, principal.name])
        guard let row, let id: RequestID = row["id"], let ended: Timestamp = row["ended"] else { return nil }
        return ended + retention / 2 > now ? id : nil
    }

    /// The request that used this idempotency key, and the digest of its body.
    func request(_ key: ScopedKey) throws -> (id: RequestID, body: [UInt8])? {
        let row = try Row.fetchOne(
            cachedStatement(
                sql: "SELECT id, idempotency_body FROM requests WHERE principal = ? AND idempotency_key = ?"),
            arguments: [key.principal.name, key.key])
        guard let row, let body: Data = row["idempotency_body"] else { return nil }
        return (row["id"], [UInt8](body))
    }

    /// The payload of a leased job, with its checkpoints; nil if the payload is missing or unreadable. Throws if the
    /// journal cannot be read at all.
    func lease(_ ticket: LeasedTicket) throws -> Lease? {
        do {
            return try readLease(ticket)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
            // The damage is limited to this job only if its row can be read.
            _ = try Row.fetchOne(cachedStatement(sql: "SELECT * FROM jobs WHERE id = ?"), arguments: [ticket.token.job])
            return nil
        }
    }

    private func readLease(_ ticket: LeasedTicket) throws -> Lease? {
        let row = try Row.fetchOne(
            cachedStatement(
                sql: """
                    SELECT j.fingerprint, j.sharing, j.bytes, j.shares, p.kind, p.bytes
                    FROM payloads p JOIN jobs j ON j.id = p.job WHERE p.job = ?
                    """), arguments: [ticket.token.job])
        // Columns by index: access by name searches for them.
        guard let row, let fingerprint = Fingerprint(bytes: row[0] as Data) else { return nil }
        let parts = try Row.fetchAll(
            cachedStatement(sql: "SELECT part, payload FROM checkpoints WHERE job = ?"), arguments: [ticket.token.job])
        let checkpoints = parts.map { part -> (Int, [UInt8]) in (part[0], [UInt8](part[1] as Data)) }
        return Lease(
            token: ticket.token,
            payload: Payload(
                kind: Payload.Kind(row[4]), bytes: [UInt8](row[5] as Data),
                census: TextCensus(bytes: row[2], packedShares: row[3])),
            fingerprint: fingerprint, sharing: Submission.Sharing(rawValue: row[1]) ?? .shared, place: ticket.place,
            attempts: ticket.attempts, packLimit: ticket.packLimit,
            checkpoints: Dictionary(checkpoints) { $1 })
    }

    /// Whether the job was ended with this token.
    func wasSettled(by token: LeaseToken) throws -> Bool {
        let secret = try Int64.fetchOne(
            cachedStatement(sql: "SELECT settled_by FROM jobs WHERE id = ?"), arguments: [token.job])
        return secret == Int64(bitPattern: token.secret) && token.secret != 0
    }
}
