import BrokerConformance
import Foundation
import GRDB
import Jobs
import TestSupport
import Testing

@testable import EmbeddedBroker

@Suite struct BoundStatementTests {
    private func withTable(_ body: (Database) throws -> Void) throws {
        try DatabaseQueue().inDatabase { db in
            try db.execute(sql: "CREATE TABLE t (a INTEGER, b TEXT, c BLOB) STRICT")
            try body(db)
        }
    }

    @Test("values arrive as they are: nothing, empty ones, and those with a NUL among them")
    func values() throws {
        try withTable { db in
            let insert = try BoundStatement(db, "INSERT INTO t VALUES (?, ?, ?)")
            let rows: [(Int64?, String?, [UInt8]?)] = [
                (nil, nil, nil), (0, "", []), (.min, "é 😀", [0, 1, 255]), (.max, "a\u{0}b", [7]),
            ]
            for row in rows {
                try insert.run { values in
                    values.put(row.0)
                    values.put(row.1)
                    values.put(row.2)
                }
            }
            let read = try Row.fetchAll(db, sql: "SELECT a, CAST(b AS BLOB), c FROM t ORDER BY rowid")
            for (row, found) in zip(rows, read) {
                #expect(found[0] as Int64? == row.0)
                #expect((found[1] as Data?).map { [UInt8]($0) } == row.1.map { Array($0.utf8) })
                #expect((found[2] as Data?).map { [UInt8]($0) } == row.2)
            }
        }
    }

    @Test("a statement that GRDB has run before takes values all the same")
    func sharedWithGRDB() throws {
        try withTable { db in
            let sql = "DELETE FROM t WHERE a = ?"
            try db.execute(sql: "INSERT INTO t (a) VALUES (1), (2), (3)")
            try db.run(sql, [1])
            try BoundStatement(db, sql).run { $0.put(2) }
            try db.run(sql, [3])
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM t") == 0)
        }
    }

    @Test("a value that SQLite refuses is an error, not a NULL, and the statement can be used again")
    func refused() throws {
        try withTable { db in
            let insert = try BoundStatement(db, "INSERT INTO t (a) VALUES (?)")
            #expect(throws: DatabaseError.self) {
                try insert.run { values in
                    values.put(1)
                    values.put(2)
                }
            }
            try insert.run { $0.put(3) }
            #expect(try Int.fetchAll(db, sql: "SELECT a FROM t") == [3])
        }
    }

    @Test("the text of a done job goes, whatever was cancelled before")
    func textsGo() async throws {
        try await BrokerFixture.with(EmbeddedBrokerConformance.factory) { fixture in
            let broker = try #require(fixture.broker as? EmbeddedBroker)
            _ = try await broker.cancel(try await fixture.admit("cancelled"), as: .anonymous)
            try await fixture.finish("done")
            let texts = try await broker.journal.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM payloads") }
            #expect(texts == 0)
        }
    }
}
