import Foundation
import GRDB
import Testing

@testable import EmbeddedBroker

@Suite struct JournalSchemaTests {
    /// A row that must be possible, and what makes it impossible.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let table: String
        let rule: String
        let change: [String: any DatabaseValueConvertible & Sendable]

        var testDescription: String { "\(table): \(rule)" }

        init(_ table: String, _ rule: String, _ change: [String: any DatabaseValueConvertible & Sendable]) {
            self.table = table
            self.rule = rule
            self.change = change
        }
    }

    private static let null = DatabaseValue.null

    private static let rows: [String: [String: any DatabaseValueConvertible & Sendable]] = [
        "jobs": [
            "id": 1, "fingerprint": Data(count: 32), "principal": "ann", "priority": 1, "sharing": 0, "state": 0,
            "place": 10, "bytes": 4, "since": 1, "leased": 0, "pack_limit": 0, "finished_at": null, "failure": null,
        ],
        "requests": [
            "id": Data(count: 16), "job": 1, "principal": "ann", "priority": 1, "idempotency_key": null,
            "idempotency_body": null, "ended_at": null, "cancelled": 0,
        ],
        "payloads": ["job": 1, "kind": "analyze", "bytes": Data("A text.".utf8)],
        "checkpoints": ["job": 1, "part": 1, "total": 2, "payload": Data()],
        "finished": ["job": 1, "prefix": 7, "answers": 1, "bytes": 5, "finished_at": 1, "expires_at": 2],
        "results": ["job": 1, "provider": "p", "model": "m", "json": Data()],
        "settings": ["name": "paused", "value": 1],
    ]

    private static let mistakes = [
        Mistake("jobs", "running is not a state on disk", ["state": 1]),
        Mistake("jobs", "no such state", ["state": 5]),
        Mistake("jobs", "done without an end", ["state": 2]),
        Mistake("jobs", "an end without being over", ["finished_at": 5]),
        Mistake("jobs", "failed without a reason", ["state": 3, "finished_at": 5]),
        Mistake("jobs", "a reason without having failed", ["state": 2, "finished_at": 5, "failure": "refused"]),
        Mistake("jobs", "cancelled for a reason", ["state": 4, "finished_at": 5, "failure": "refused"]),
        Mistake("jobs", "over and leased", ["state": 2, "finished_at": 5, "leased": 1]),
        Mistake("jobs", "half a fingerprint", ["fingerprint": Data(count: 31)]),
        Mistake("jobs", "a fingerprint as text", ["fingerprint": String(repeating: "x", count: 32)]),
        Mistake("jobs", "nobody's", ["principal": null]),
        Mistake("jobs", "no such priority", ["priority": 3]),
        Mistake("jobs", "no such sharing", ["sharing": 3]),
        Mistake("jobs", "less than no text", ["bytes": -1]),
        Mistake("jobs", "leased twice", ["leased": 2]),
        Mistake("jobs", "fewer than no company", ["pack_limit": -1]),
        Mistake("jobs", "more deaths alone than at all", ["deaths": 1, "lone_deaths": 2]),
        Mistake("jobs", "a time in words", ["since": "yesterday"]),
        Mistake("requests", "half an id", ["id": Data(count: 15)]),
        Mistake("requests", "cancelled without an end", ["cancelled": 1]),
        Mistake("requests", "an idempotency key without a body", ["idempotency_key": "k"]),
        Mistake("requests", "a body without an idempotency key", ["idempotency_body": Data(count: 32)]),
        Mistake("requests", "no such priority", ["priority": -1]),
        Mistake("requests", "no job", ["job": null]),
        Mistake("payloads", "nothing to work on", ["bytes": null]),
        Mistake("payloads", "of no kind", ["kind": null]),
        Mistake("checkpoints", "beyond the last part", ["part": 3]),
        Mistake("checkpoints", "before the first part", ["part": -1]),
        Mistake("finished", "answers in some other way", ["answers": 2]),
        Mistake("results", "made by nobody", ["provider": null]),
        Mistake("settings", "not a number", ["value": "on"]),
    ]

    private func migrated() throws -> DatabaseQueue {
        let queue = try DatabaseQueue()
        try JournalSchema.migrator.migrate(queue)
        return queue
    }

    private func insert(_ table: String, _ values: [String: any DatabaseValueConvertible], into db: Database) throws {
        let names = values.keys.sorted()
        let places = names.map { ":\($0)" }.joined(separator: ", ")
        try db.execute(
            sql: "INSERT INTO \(table) (\(names.joined(separator: ", "))) VALUES (\(places))",
            arguments: StatementArguments(values))
    }

    @Test("a mistake cannot be written down", arguments: mistakes)
    func refusal(mistake: Mistake) throws {
        let row = try #require(Self.rows[mistake.table])
        try migrated().write { db in
            try insert(mistake.table, row, into: db)
            try db.execute(sql: "DELETE FROM \(mistake.table)")
            let error = #expect(throws: DatabaseError.self) {
                try insert(mistake.table, row.merging(mistake.change) { $1 }, into: db)
            }
            #expect(error?.resultCode == .SQLITE_CONSTRAINT)
        }
    }

    @Test("every table is strict")
    func strictness() throws {
        let loose = try migrated().read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT name FROM pragma_table_list
                    WHERE strict = 0 AND schema = 'main' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'grdb_%'
                    """)
        }
        #expect(loose.isEmpty)
    }

    @Test("an idempotency key is used once by each principal")
    func idempotency() throws {
        try migrated().write { db in
            let row = try #require(Self.rows["requests"])
            let keyed: [String: any DatabaseValueConvertible & Sendable] = [
                "idempotency_key": "k", "idempotency_body": Data(count: 32),
            ]
            let first = row.merging(keyed) { $1 }
            try insert("requests", first, into: db)
            try insert(
                "requests", first.merging(["id": Data(repeating: 1, count: 16), "principal": "bob"]) { $1 }, into: db)
            let error = #expect(throws: DatabaseError.self) {
                try insert("requests", first.merging(["id": Data(repeating: 2, count: 16)]) { $1 }, into: db)
            }
            #expect(error?.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE)
        }
    }

    @Test("migrating again changes nothing")
    func migration() throws {
        let queue = try migrated()
        try JournalSchema.migrator.migrate(queue)
        #expect(try queue.read { try JournalSchema.migrator.hasCompletedMigrations($0) })
    }

    @Test("a job that an older version wanted alone is alone still")
    func aloneBefore() throws {
        let queue = try DatabaseQueue()
        try JournalSchema.migrator.migrate(queue, upTo: "1 jobs, requests, results")
        try queue.write { db in
            for (id, alone) in [(1, 0), (2, 1)] {
                var row = try #require(Self.rows["jobs"])
                row["pack_limit"] = nil
                try insert("jobs", row.merging(["id": id, "alone": alone]) { $1 }, into: db)
            }
        }
        try JournalSchema.migrator.migrate(queue)
        let limits = try queue.read { try Int.fetchAll($0, sql: "SELECT pack_limit FROM jobs ORDER BY id") }
        #expect(limits == [0, 1])
    }
}
