import Foundation
import GRDB
import Jobs

/// Restores a queue from its journal: unfinished jobs wait again, at their old places.
struct Recovery {
    let policy: BrokerPolicy
    let now: Timestamp

    func state(from journal: Journal) async throws(JournalError) -> QueueState {
        let (policy, now) = (policy, now)
        let clock = try await journal.write { db in
            let clock = try db.startClock(at: now)
            try db.countDeaths(at: clock.onDisk(now), policy.attempts)
            return clock
        }
        return try await journal.read { db in
            var state = QueueState(policy: policy)
            state.clock = clock
            try Self.readUnfinished(db, into: &state, now: now)
            try Self.readAnswers(db, into: &state)
            let last = try Int64.fetchOne(db, sql: "SELECT max(id) FROM jobs")
            state.nextJob = (last ?? 0) + 1
            state.isPaused = try Int.fetchOne(db, sql: "SELECT value FROM settings WHERE name = 'paused'") == 1
            return state
        }
    }

    private static func readUnfinished(_ db: Database, into state: inout QueueState, now: Timestamp) throws {
        let smallest = try Int64.fetchOne(db, sql: "SELECT min(place) FROM jobs WHERE state = 0")
        state.order = FairOrder(costs: state.policy.costs, reached: smallest.map { $0 - 1 } ?? 0)
        // Two cursors in step, both ordered by job number: a look-up for each job would take most of a long start.
        let jobs = try Row.fetchCursor(db, sql: unfinishedJobs)
        let requests = try Row.fetchCursor(db, sql: unfinishedRequests)
        var request = try requests.next()
        while let row = try jobs.next() {
            let ticket = ticket(of: row, &state.principals, state.clock, now: now)
            var shared: [StoredRequest] = []
            while let next = request, next[0] == ticket.job {
                shared.append(StoredRequest(row: next))
                request = try requests.next()
            }
            state.restore(ticket, requests: shared)
        }
    }

    private static let unfinishedJobs = """
        SELECT id, fingerprint, place, since, bytes, principal, priority, sharing, started_at, attempts, deaths, lone_deaths,
            pack_limit, not_before, shares FROM jobs WHERE state = 0 ORDER BY id
        """

    private static let unfinishedRequests = """
        SELECT j.id, r.id, r.principal, r.priority, r.reference IS NOT NULL
        FROM jobs j JOIN requests r ON r.job = j.id WHERE j.state = 0 AND r.ended_at IS NULL ORDER BY j.id, r.id
        """

    /// Columns by index: access by name searches for them in every row.
    private static func ticket(of row: Row, _ principals: inout PrincipalTable, _ clock: QueueClock, now: Timestamp)
        -> Ticket
    {
        let fingerprint: Data = row[1]
        var ticket = Ticket(
            job: row[0], fingerprint: fingerprint.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }, place: row[2],
            since: clock.here(row[3]), bytes: row[4],
            shares: TextCensus(bytes: 0, packedShares: row[14]).shares,
            principal: principals.number(of: Principal(row[5])),
            priority: Priority(rawValue: row[6]) ?? .normal, sharing: Submission.Sharing(rawValue: row[7]) ?? .shared)
        ticket.startedAt = row[8] ?? ticket.startedAt
        ticket.attempts = UInt8(clamping: row[9] as Int)
        ticket.deaths = UInt8(clamping: row[10] as Int)
        ticket.loneDeaths = UInt8(clamping: row[11] as Int)
        ticket.packLimit = UInt8(clamping: row[12] as Int)
        let notBefore: Timestamp = row[13]
        // 0 means that the job was never delayed.
        if notBefore.microseconds > 0 { ticket.due = clock.here(notBefore) }
        ticket.phase = ticket.due > now ? .delayed : .waiting
        return ticket
    }

    private static func readAnswers(_ db: Database, into state: inout QueueState) throws {
        let rows = try Row.fetchCursor(db, sql: "SELECT job, prefix, answers, bytes FROM finished")
        while let row = try rows.next() {
            state.finishedBytes += row["bytes"]
            let prefix: Int64 = row["prefix"]
            if row["answers"] { state.answers[UInt64(bitPattern: prefix)] = row["job"] }
        }
    }
}

extension QueueState {
    /// Restores a job from the journal's data.
    fileprivate mutating func restore(_ ticket: Ticket, requests: [StoredRequest]) {
        let slot = add(ticket)
        order.take(ticket.place, in: ticket.lane)
        add(requests, to: slot)
        enqueue(slot, until: ticket.phase == .delayed ? ticket.due : nil)
    }
}

extension Database {
    /// The clock of a process that starts now. It continues from the latest time on disk.
    fileprivate func startClock(at now: Timestamp) throws -> QueueClock {
        let kept = try Int64.fetchOne(self, sql: "SELECT value FROM settings WHERE name = 'time'")
        // Jobs may be newer than the time stored last. A journal that never stored it used the wall clock.
        let newest = try Int64.fetchOne(self, sql: "SELECT max(since) FROM jobs WHERE state = 0")
        let reached = max(kept ?? now.microseconds, newest ?? .min)
        try setTime(Timestamp(microseconds: reached))
        return QueueClock(reached: Timestamp(microseconds: reached), at: now)
    }

    func setTime(_ time: Timestamp) throws {
        try run("INSERT OR REPLACE INTO settings (name, value) VALUES ('time', ?)", [time])
    }

    /// Counts a death for each job that was running when the process died. From its second death on, a job is delayed
    /// before it may run again. A clean shutdown hands leases back first.
    fileprivate func countDeaths(at now: Timestamp, _ limits: AttemptLimits) throws {
        let rows = try Row.fetchAll(self, sql: "SELECT id, deaths, not_before FROM jobs WHERE state = 0 AND leased = 1")
        for row in rows {
            let deaths: Int = row[1]
            let notBefore = max(row[2] as Timestamp, now + limits.pause(afterDeaths: deaths + 1))
            try run(
                """
                UPDATE jobs SET deaths = deaths + 1, lone_deaths = lone_deaths + ?, not_before = ?, leased = 0
                WHERE id = ?
                """, [rows.count == 1 ? 1 : 0, notBefore, row[0] as Int64])
        }
    }
}
