import Foundation
import GRDB
import Jobs

/// Brings a queue back from its journal: what was unfinished waits again, at its old place.
struct Recovery {
    let policy: BrokerPolicy
    let now: Timestamp

    func state(from journal: Journal) async throws(JournalError) -> QueueState {
        // A job that was leased when the process died counts a death; a clean stop hands leases back first.
        try await journal.write { db in
            try db.run("UPDATE jobs SET deaths = deaths + 1, leased = 0 WHERE state = 0 AND leased = 1", [])
        }
        let (policy, now) = (policy, now)
        return try await journal.read { db in
            var state = QueueState(policy: policy)
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
        // Two cursors side by side, by number of the job: a look-up for each job would take most of a long start.
        let jobs = try Row.fetchCursor(db, sql: unfinishedJobs)
        let requests = try Row.fetchCursor(db, sql: unfinishedRequests)
        var request = try requests.next()
        while let row = try jobs.next() {
            let ticket = ticket(of: row, &state.principals, now: now)
            var shared: [StoredRequest] = []
            while let next = request, next[0] == ticket.job {
                shared.append(StoredRequest(row: next))
                request = try requests.next()
            }
            state.restore(ticket, requests: shared)
        }
    }

    private static let unfinishedJobs = """
        SELECT id, fingerprint, place, since, bytes, principal, priority, sharing, started_at, attempts, deaths, pack_limit,
            not_before FROM jobs WHERE state = 0 ORDER BY id
        """

    private static let unfinishedRequests = """
        SELECT j.id, r.id, r.principal, r.priority, r.reference IS NOT NULL
        FROM jobs j JOIN requests r ON r.job = j.id WHERE j.state = 0 AND r.ended_at IS NULL ORDER BY j.id, r.id
        """

    /// Columns by their place: by name they are searched for, in every row.
    private static func ticket(of row: Row, _ principals: inout PrincipalTable, now: Timestamp) -> Ticket {
        let fingerprint: Data = row[1]
        var ticket = Ticket(
            job: row[0], fingerprint: fingerprint.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }, place: row[2],
            since: row[3], bytes: row[4], principal: principals.number(of: Principal(row[5])),
            priority: Priority(rawValue: row[6]) ?? .normal, sharing: Submission.Sharing(rawValue: row[7]) ?? .shared)
        ticket.startedAt = row[8] ?? ticket.startedAt
        ticket.attempts = UInt8(clamping: row[9] as Int)
        ticket.deaths = UInt8(clamping: row[10] as Int)
        ticket.packLimit = UInt8(clamping: row[11] as Int)
        ticket.due = row[12]
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
    /// Takes a job back as the journal knows it.
    fileprivate mutating func restore(_ ticket: Ticket, requests: [StoredRequest]) {
        let slot = add(ticket)
        order.take(ticket.place, in: ticket.lane)
        add(requests, to: slot)
        if ticket.phase == .delayed { delayed.insert(ticket.dueEntry) } else { ready.insert(ticket.entry) }
    }
}
