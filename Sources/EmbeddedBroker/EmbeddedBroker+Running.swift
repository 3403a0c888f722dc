import AsyncPrimitives
import GRDB
package import Jobs
import Synchronization

extension EmbeddedBroker {
    package func run() async throws(BrokerError) {
        let tick = max(.milliseconds(50), min(.seconds(1), policy.leaseTerm / 10))
        var lastTick = time.now
        var nextExpiry = lastTick
        while !Task.isCancelled {
            let now = time.now
            // Stopped, suspended or starved: workers extend first, so nothing is reclaimed for a whole lease.
            if now > lastTick + tick * 4 { state.withLock { $0.graceUntil = now + policy.leaseTerm } }
            lastTick = now
            let outcome = state.withLock { $0.tick(at: now) }
            unmark(outcome.reclaimed)
            publish(outcome.requests, .queued)
            await end(outcome.condemned)
            lookAtFiles()
            serve()
            let isOverfull = state.withLock { $0.finishedBytes } > policy.bounds.resultBytes
            if now >= nextExpiry || isOverfull {
                if now >= nextExpiry { keepTime(at: now) }
                await expire(at: now)
                nextExpiry = now + min(.seconds(10), policy.resultRetention / 10)
            }
            if !state.withLock({ $0.isWritable }) { await probe() }
            await waitForWork(until: now + tick)
        }
    }

    /// Until this time at most, or as long as nothing is due.
    private func waitForWork(until end: Timestamp) async {
        let seen = earlierWork.count
        let wake = state.withLock { state in
            state.wakesAt = [end, state.nextDue, state.batchWake].compactMap(\.self).min() ?? end
            return state.wakesAt
        }
        do {
            try await earlierWork.wait(after: seen, orUntil: { [time] in try await time.sleep(until: wake) })
        } catch {
            return
        }
    }

    /// Has `run` look again by this time.
    func wakeRun(by time: Timestamp) {
        if time < state.withLock({ $0.wakesAt }) { earlierWork.notify() }
    }

    /// Lets the journal know how far time has come, while jobs wait for whom it counts.
    private func keepTime(at now: Timestamp) {
        guard state.withLock({ $0.usage.jobs }) > 0 else { return }
        journal.note { [clock] in try $0.setTime(clock.onDisk(now)) }
    }

    /// Notices that the journal's files were taken away, before somebody submits.
    private func lookAtFiles() {
        if !journal.isInPlace { state.withLock { $0.isWritable = false } }
    }

    /// A small write that shows whether the disk takes writes again.
    private func probe() async {
        do throws(BrokerError) { try await write { try $0.set("probed", to: 1) } } catch { return }
    }

    /// Deletes records past their retention or beyond the bound on finished bytes, oldest first, in chunks, so that no
    /// write waits long behind it.
    private func expire(at now: Timestamp) async {
        while !Task.isCancelled {
            let excess = state.withLock { $0.finishedBytes } - policy.bounds.resultBytes
            let (retention, chunk) = (policy.resultRetention, 256)
            let expired: [ExpiredJob]
            let requests: Int
            do throws(BrokerError) {
                (requests, expired) = try await write { db in
                    let requests = try db.deleteEndedRequests(before: now - retention, limit: chunk)
                    return (requests, try db.deleteFinished(at: now, excess: excess, limit: chunk))
                }
            } catch {
                return
            }
            state.withLock { state in
                for job in expired { state.expired(job) }
                if requests > 0 || !expired.isEmpty { state.recent.forgetAll() }
            }
            if expired.count < chunk, requests < chunk { return }
        }
    }
}

/// A finished job that was deleted.
struct ExpiredJob: Sendable {
    let job: Int64
    let prefix: UInt64
    let bytes: Int
}

extension QueueState {
    fileprivate mutating func expired(_ expired: ExpiredJob) {
        finishedBytes -= expired.bytes
        if answers[expired.prefix] == expired.job { answers[expired.prefix] = nil }
    }
}

extension Database {
    /// Requests that ended before their job: cancelled ones, and those made for a stored answer. Returns how many.
    fileprivate func deleteEndedRequests(before time: Timestamp, limit: Int) throws -> Int {
        try run(
            "DELETE FROM requests WHERE id IN (SELECT id FROM requests WHERE ended_at < ? LIMIT ?)", [time, limit])
        return changesCount
    }

    fileprivate func deleteFinished(at now: Timestamp, excess: Int, limit: Int) throws -> [ExpiredJob] {
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
        // Pages that are free go back to the file system, a few at a time.
        if !expired.isEmpty { try execute(sql: "PRAGMA incremental_vacuum(\(limit * 4))") }
        return expired
    }
}
