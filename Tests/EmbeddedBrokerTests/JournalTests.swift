import Dispatch
import Foundation
import GRDB
import TestSupport
import Testing

@testable import EmbeddedBroker

@Suite struct JournalTests {
    /// A journal of its own, closed afterwards.
    private func withJournal(_ body: (Journal) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let journal = try Journal(directory: directory)
            try await body(journal)
            try await journal.close()
        }
    }

    /// The names of settings that were written.
    private func settings(_ journal: Journal) async throws -> [String] {
        try await journal.read { try String.fetchAll($0, sql: "SELECT name FROM settings ORDER BY name") }
    }

    /// Keeps the writing thread busy until the gate is signalled: what is written meanwhile is one group.
    private func hold(_ journal: Journal, _ gate: DispatchSemaphore) async throws {
        let held = TestSignal("the writer is held")
        journal.note { _ in
            held.fire()
            gate.wait()
        }
        try await held.wait()
    }

    @Test("commits reach the disk: WAL, synchronous FULL, and pages that can be given back")
    func pragmas() async throws {
        try await withJournal { journal in
            let found = try await journal.write { db in
                try ["synchronous", "auto_vacuum"].map { try Int.fetchOne(db, sql: "PRAGMA \($0)") }
            }
            #expect(found == [2, 2], "FULL and INCREMENTAL")
            let mode = try await journal.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
            #expect(mode == "wal")
        }
    }

    @Test("an old journal is opened with the same promises")
    func reopened() async throws {
        try await withTemporaryDirectory { directory in
            for _ in 1...2 {
                let journal = try Journal(directory: directory)
                let synchronous = try await journal.write { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
                #expect(synchronous == 2)
                try await journal.close()
            }
        }
    }

    @Test("what arrives while a commit is in flight goes into the next one, together")
    func groupCommit() async throws {
        try await withJournal { journal in
            let counter = CommitCounter()
            _ = try await journal.write { $0.add(transactionObserver: counter, extent: .databaseLifetime) }
            let gate = DispatchSemaphore(value: 0)
            try await hold(journal, gate)
            let before = counter.commits
            for number in 100..<400 { journal.note { try $0.set("\(number)", to: number) } }
            gate.signal()
            try await journal.write { try $0.set("last", to: 1) }
            #expect(try await settings(journal).count == 301)
            // The one that held the writer, the three hundred, and at most one more for the last.
            #expect(counter.commits - before <= 3)
        }
    }

    @Test("a mark alone waits for no disk, and a write that comes with it or after it does")
    func marks() async throws {
        try await withJournal { journal in
            let levels = Watched<[Int]>([])
            let look: @Sendable (Database) throws -> Void = { db in
                let level = try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? -1
                levels.change { $0.append(level) }
            }
            let gate = DispatchSemaphore(value: 0)
            try await hold(journal, gate)
            journal.note(look)
            gate.signal()
            try await levels.until("the mark is written") { $0.count == 1 }
            try await journal.write(look)
            try await hold(journal, gate)
            journal.note(look)
            journal.post(
                JournalWrite { db in
                    try look(db)
                    return {}
                } failed: {
                    Issue.record($0)
                })
            gate.signal()
            try await levels.until("both are written") { $0.count == 4 }
            #expect(levels.value == [1, 2, 2, 2])
        }
    }

    @Test("one bad write takes none of its neighbours along, and leaves nothing of itself")
    func badWrite() async throws {
        try await withJournal { journal in
            let gate = DispatchSemaphore(value: 0)
            try await hold(journal, gate)
            journal.note { try $0.set("before", to: 1) }
            journal.note { db in
                try db.set("half", to: 1)
                try db.execute(sql: "INSERT INTO settings (name, value) VALUES ('bad', 'text')")
            }
            journal.note { db in
                try db.set("thrown", to: 1)
                throw CocoaError(.fileNoSuchFile)
            }
            journal.note { try $0.set("behind", to: 1) }
            gate.signal()
            try await journal.write { try $0.set("last", to: 1) }
            #expect(try await settings(journal) == ["before", "behind", "last"])
        }
    }

    @Test("who wrote badly is told, and who wrote well is not")
    func failure() async throws {
        try await withJournal { journal in
            let gate = DispatchSemaphore(value: 0)
            try await hold(journal, gate)
            async let bad: Void = journal.write { try $0.execute(sql: "INSERT INTO settings VALUES ('bad', NULL)") }
            async let good = journal.write { db in
                try db.set("good", to: 1)
                return 7
            }
            gate.signal()
            #expect(try await good == 7)
            do {
                try await bad
                Issue.record("a bad write fails")
            } catch {
                #expect(error as? JournalError == .unwritable)
            }
        }
    }

    @Test("a closed journal has written everything, and takes and gives nothing more")
    func closing() async throws {
        try await withTemporaryDirectory { directory in
            let journal = try Journal(directory: directory)
            for number in 0..<100 { journal.note { try $0.set("\(number)", to: 1) } }
            try await journal.close()
            await #expect(throws: JournalError.closed) { try await journal.write { try $0.set("late", to: 1) } }
            await #expect(throws: JournalError.self) { try await journal.read { _ in } }
            let again = try Journal(directory: directory)
            #expect(try await settings(again).count == 100)
            try await again.close()
        }
    }

    @Test("reading, writing and closing are not cancelled with their task")
    func cancellation() async throws {
        try await withTemporaryDirectory { directory in
            let journal = try Journal(directory: directory)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.cancelAll()
                group.addTask {
                    try await journal.write { try $0.set("written", to: 1) }
                    #expect(try await self.settings(journal) == ["written"])
                    try await journal.close()
                }
                try await group.waitForAll()
            }
            let again = try Journal(directory: directory)
            try await again.close()
        }
    }

    @Test("a failed read is an error that names no text")
    func failedRead() async throws {
        try await withJournal { journal in
            await #expect(throws: JournalError.unreadable("1 (SQL logic error)")) {
                try await journal.read { try $0.execute(sql: "SELECT 'secret' FROM nowhere") }
            }
        }
    }
}

/// Counts transactions.
private final class CommitCounter: TransactionObserver, Sendable {
    private let count = Watched(0)

    var commits: Int { count.value }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { false }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidCommit(_ db: Database) { count.change { $0 += 1 } }
    func databaseDidRollback(_ db: Database) {}
}
