import Foundation
import GRDB
import Jobs

/// A failed job as the journal holds it, with its requests.
struct FailedJob: Sendable {
    let job: Int64
    let fingerprint: UInt64
    let principal: Principal
    let priority: Priority
    let sharing: Submission.Sharing
    let bytes: Int
    let shares: SIMD8<UInt8>
    let requests: [StoredRequest]
}

/// An unfinished request as the journal holds it.
struct StoredRequest: Sendable {
    let id: RequestID
    let principal: Principal
    let priority: Priority
    let hasReference: Bool

    /// From a row of job, id, principal, priority, and whether there is a reference.
    init(row: Row) {
        id = row[1]
        principal = Principal(row[2])
        priority = Priority(rawValue: row[3]) ?? .normal
        hasReference = row[4]
    }
}

extension Database {
    func failedJob(of request: RequestID) throws -> FailedJob? {
        let row = try Row.fetchOne(
            cachedStatement(
                sql: """
                    SELECT j.* FROM requests r JOIN jobs j ON j.id = r.job
                    WHERE r.id = ? AND r.cancelled = 0 AND j.state = 3
                    """), arguments: [request])
        guard let row else { return nil }
        return FailedJob(
            job: row["id"], fingerprint: row.fingerprintPrefix, principal: Principal(row["principal"]),
            priority: Priority(rawValue: row["priority"]) ?? .normal,
            sharing: Submission.Sharing(rawValue: row["sharing"]) ?? .shared, bytes: row["bytes"],
            shares: TextCensus(bytes: 0, packedShares: row["shares"]).shares,
            requests: try unfinishedRequests(of: row["id"]))
    }

    /// The requests that end with the job.
    func unfinishedRequests(of job: Int64) throws -> [StoredRequest] {
        try Row.fetchAll(
            cachedStatement(
                sql: """
                    SELECT job, id, principal, priority, reference IS NOT NULL FROM requests
                    WHERE job = ? AND ended_at IS NULL ORDER BY id
                    """), arguments: [job]
        ).map(StoredRequest.init)
    }

    /// Turns a failed job back into an unfinished one. Returns false, and writes nothing, if there is no such failed
    /// job any more.
    /// - Parameter since: in the journal's time (`QueueClock.onDisk`).
    func retry(_ ticket: Ticket, since: Timestamp) throws -> Bool {
        try run(
            """
            UPDATE jobs SET state = 0, finished_at = NULL, failure = NULL, attempts = 0, deaths = 0, lone_deaths = 0,
                leased = 0, pack_limit = 0, settled_by = NULL, started_at = NULL, not_before = 0, since = ?, place = ?,
                sharing = ?
            WHERE id = ? AND state = 3
            """,
            [since, ticket.place, ticket.sharing.rawValue, ticket.job])
        guard changesCount > 0 else { return false }
        try run("DELETE FROM finished WHERE job = ?", [ticket.job])
        return true
    }

    /// Moves the requests of a failed job to another job. Returns whether that job is done; nil, with nothing written,
    /// if it is different work, is neither unfinished nor done, or its result is too old.
    func move(_ failed: FailedJob, to job: Int64, now: Timestamp, policy: BrokerPolicy) throws -> Bool? {
        let row = try Row.fetchOne(
            cachedStatement(
                sql: """
                    SELECT other.state, other.finished_at FROM jobs own JOIN jobs other ON other.fingerprint = own.fingerprint
                    WHERE own.id = ? AND other.id = ?
                    """), arguments: [failed.job, job])
        guard let row, let state = JobState(rawValue: row["state"]), state == .queued || state == .done else {
            return nil
        }
        if let finishedAt: Timestamp = row["finished_at"] {
            guard finishedAt + policy.answerRetention > now else { return nil }
            try keep(job: job, until: now + policy.resultRetention)
        }
        try run(
            "UPDATE requests SET job = ?, ended_at = ? WHERE job = ? AND ended_at IS NULL",
            [job, state == .done ? now : nil, failed.job])
        return state == .done
    }

    /// Keeps a stored result that was used again for at least as long as the new request.
    func keep(job: Int64, until time: Timestamp) throws {
        try run("UPDATE finished SET expires_at = max(expires_at, ?) WHERE job = ?", [time, job])
    }

    func checkpointCount(job: Int64) throws -> Int {
        try Int.fetchOne(
            cachedStatement(sql: "SELECT count(*) FROM checkpoints WHERE job = ?"), arguments: [job]) ?? 0
    }
}

extension Row {
    /// The first 64 bits of the row's fingerprint.
    var fingerprintPrefix: UInt64 {
        let bytes: Data = self["fingerprint"]
        return bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
