import BrokerConformance
import GRDB
import Jobs
import TestSupport
import Testing

@testable import EmbeddedBroker

@Suite struct RecoveryTests {
    private let time = ManualTime()
    private let policy = BrokerPolicy.conformance()

    /// A journal with finished, failed and waiting jobs.
    private func withHistory(_ body: (Journal) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let broker = try await EmbeddedBroker(directory: directory, policy: policy, time: time) { .stopped }
            _ = try await broker.admissions(of: (1...40).map { Sample.submission("text \($0)", at: time.now) })
            let leases = try await broker.lease(Demand(jobs: 30))
            let settlements = leases.enumerated().map { number, lease in
                Settlement(token: lease.token, outcome: number < 25 ? .done(Sample.result()) : .failed(.refused))
            }
            _ = try await broker.settle(settlements)
            try await broker.close()
            let journal = try Journal(directory: directory)
            try await body(journal)
            try await journal.close()
        }
    }

    @Test("what was unfinished is in memory again, and nothing else")
    func state() async throws {
        try await withHistory { journal in
            let state = try await Recovery(policy: policy, now: time.now).state(from: journal)
            #expect(state.usage.jobs == 10 && state.usage.requests == 10)
            #expect(state.ready.count == 10)
            #expect(state.answers.count == 25)
            #expect(state.nextJob == 41)
        }
    }

    @Test("recovery finds unfinished jobs by their index, and reads no history of jobs, requests or texts")
    func plan() async throws {
        try await withHistory { journal in
            let statements = Watched<[String]>([])
            try await journal.write { db in note(db, in: statements) }
            try await journal.read { db in note(db, in: statements) }
            _ = try await Recovery(policy: policy, now: time.now).state(from: journal)
            let seen = statements.value.filter { $0.hasPrefix("SELECT") || $0.hasPrefix("UPDATE") }
            #expect(seen.count { $0.contains("jobs") } >= 4, "the deaths, the places, the jobs, the last number")
            #expect(seen.count { $0.contains("JOIN requests") } == 1, "those of unfinished jobs")
            for sql in seen {
                for step in try await steps(of: sql, journal) {
                    let isWalk = step.hasPrefix("SCAN") && !step.hasPrefix("SCAN finished")
                    #expect(!isWalk || step.contains("INDEX unfinished_jobs"), "\(sql): \(step)")
                }
            }
        }
    }

    /// How SQLite would go about a statement.
    private func steps(of sql: String, _ journal: Journal) async throws -> [String] {
        try await journal.read { try String.fetchAll($0, sql: "EXPLAIN QUERY PLAN " + sql, adapter: detailOnly) }
    }

    @Test("a death is counted for what was leased, and only once")
    func deaths() async throws {
        try await withTemporaryDirectory { directory in
            let broker = try await EmbeddedBroker(directory: directory, policy: policy, time: time) { .stopped }
            _ = try await broker.admissions(of: ["one", "two"].map { Sample.submission($0, at: time.now) })
            _ = try await broker.lease(Demand(jobs: 1))
            try await broker.close()
            for _ in 1...2 {
                let journal = try Journal(directory: directory)
                _ = try await Recovery(policy: policy, now: time.now).state(from: journal)
                let deaths = try await journal.read { try Int.fetchAll($0, sql: "SELECT deaths FROM jobs ORDER BY id") }
                #expect(deaths == [1, 0])
                let alone = try await journal.read {
                    try Int.fetchAll($0, sql: "SELECT lone_deaths FROM jobs ORDER BY id")
                }
                #expect(alone == [1, 0])
                try await journal.close()
            }
        }
    }
}

/// The fourth column of a query plan.
private let detailOnly = SuffixRowAdapter(fromIndex: 3)

/// Notes every statement that this connection runs from now on.
private func note(_ db: Database, in statements: Watched<[String]>) {
    db.trace(options: .statement) { event in
        guard case .statement(let statement) = event else { return }
        let sql = statement.expandedSQL
        statements.change { $0.append(sql) }
    }
}
