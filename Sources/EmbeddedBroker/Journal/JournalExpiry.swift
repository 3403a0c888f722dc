import GRDB
import Jobs

/// A finished job that was deleted.
struct ExpiredJob: Sendable {
    let job: Int64
    let prefix: UInt64
    let bytes: Int
}

extension Database {
    /// Deletes requests with an end of their own that is before `time`: cancelled ones, and those created for a stored
    /// answer. Returns how many.
    func deleteEndedRequests(before time: Timestamp, limit: Int) throws -> Int {
        try run(
            "DELETE FROM requests WHERE id IN (SELECT id FROM requests WHERE ended_at < ? LIMIT ?)", [time, limit])
        return changesCount
    }

    func deleteFinished(at now: Timestamp, excess: Int, limit: Int) throws -> [ExpiredJob] {
        let rows = try Row.fetchCursor(
            cachedStatement(
                sql: "SELECT job, prefix, bytes, expires_at FROM finished ORDER BY expires_at LIMIT ?"),
            arguments: [limit])
        var expired: [ExpiredJob] = []
        var excess = excess
        while let row = try rows.next() {
            guard row["expires_at"] <= now || excess > 0 else { break }
            let prefix: Int64 = row["prefix"]
            expired.append(ExpiredJob(job: row["job"], prefix: UInt64(bitPattern: prefix), bytes: row["bytes"]))
            excess -= row["bytes"]
        }
        for job in expired {
            for table in ["requests", "results", "payloads", "checkpoints", "finished"] {
                try run("DELETE FROM \(table) WHERE job = ?", [job.job])
            }
            try run("DELETE FROM jobs WHERE id = ?", [job.job])
        }
        // Return free pages to the file system, a few at a time.
        if !expired.isEmpty { try execute(sql: "PRAGMA incremental_vacuum(\(limit * 4))") }
        return expired
    }
}
