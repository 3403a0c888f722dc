import Analysis
import BrokerConformance
import Foundation
import GRDB
import Jobs
import Synchronization
import TestSupport
import Testing

@testable import EmbeddedBroker

@Suite struct JournalMigrationTests {
    @Test("an older version's journal is opened with all that is in it", arguments: OldJournal.allCases, [true, false])
    func olderVersion(journal: OldJournal, isInLog: Bool) async throws {
        try await withTemporaryDirectory { directory in
            let ids = (1...5).map { _ in Sample.id() }
            try write(journal, ids, to: directory, isInLog: isInLog)
            try await BrokerFixture.with(Self.factory(directory)) { fixture in
                try await expectUnfinished(ids, fixture)
                #expect(try await fixture.record(ids[3]).result == Sample.result("four"))
                #expect(try await fixture.record(ids[4]).failure == .workerCrashed)
                guard case .queued = try await fixture.broker.retry(ids[4], as: .anonymous) else {
                    Issue.record("a failed request can be retried")
                    return
                }
                try await fixture.end(fixture.lease())
                let journal = try #require(fixture.broker as? EmbeddedBroker).journal
                let mark = try await journal.read { try Int32.fetchOne($0, sql: "PRAGMA application_id") }
                #expect(mark == JournalSchema.applicationID)
            }
        }
    }

    /// In their order, and alone where a process died with them.
    private func expectUnfinished(_ ids: [RequestID], _ fixture: BrokerFixture) async throws {
        #expect(try await fixture.snapshot().waiting == 3)
        for (index, isAlone) in [false, true, true].enumerated() {
            let lease = try await fixture.lease(within: fixture.policy.leaseTerm)
            #expect(AnalysisWork(lease.payload) == Self.works[index] && lease.isAlone == isAlone)
            try await fixture.end(lease)
            #expect(try await fixture.record(ids[index]).state == .done)
        }
    }

    private static let works = [
        AnalysisWork(Document(text: "one")), AnalysisWork(Document(text: "two"), AnalysisOptions(length: .short)),
        AnalysisWork(
            Document(title: "Über: 3", abstract: "Kurz.\n-", text: "three"),
            AnalysisOptions(length: .long, language: "de", focus: "methods")),
    ]

    private static func factory(_ directory: String) -> BrokerFactory {
        BrokerFactory(capabilities: [.survivesRestart]) { policy, time, forecast, _ in
            let broker = try await EmbeddedBroker(directory: directory, policy: policy, time: time, forecast: forecast)
            return OpenBroker(broker) {
                do { try await broker.close() } catch { Issue.record(error, "the journal closes cleanly") }
            }
        }
    }

    @Test("that an older version's journal is changed is told before, and only then")
    func told() async throws {
        try await withTemporaryDirectory { directory in
            try write(.version3, (1...5).map { _ in Sample.id() }, to: directory, isInLog: false)
            for events in [[JournalEvent.migrating(to: "5 the census of texts", jobs: 5)], []] {
                let told = Mutex<[JournalEvent]>([])
                let journal = try Journal(directory: directory) { event in told.withLock { $0.append(event) } }
                try await journal.close()
                #expect(told.withLock { $0 } == events)
            }
        }
    }

    @Test("a damaged journal of an older version is refused before anything of it is changed")
    func damaged() async throws {
        try await withTemporaryDirectory { directory in
            try write(.version3, (1...5).map { _ in Sample.id() }, to: directory, isInLog: false)
            let path = directory + "/journal.sqlite"
            var bytes = try Data(contentsOf: URL(filePath: path))
            // The index of the requests by job: what only a check of the pages finds.
            let queue = try DatabaseQueue(path: path)
            let page = try await queue.read {
                try Int.fetchOne($0, sql: "SELECT rootpage FROM sqlite_schema WHERE name = 'requests_by_job'")
            }
            try queue.close()
            let start = (try #require(page) - 1) * 4096
            bytes.replaceSubrange(start + 8..<start + 200, with: Data(repeating: 0xEE, count: 192))
            try bytes.write(to: URL(filePath: path))
            // A log with an end that cannot be used makes the start look at the pages.
            try Data(repeating: 0x37, count: 9000).write(to: URL(filePath: path + "-wal"))
            #expect(throws: JournalError.self) { _ = try Journal(directory: directory) }
            let after = try DatabaseQueue(path: path)
            let applied = try await after.read { try JournalSchema.migrator.appliedIdentifiers($0) }
            try after.close()
            #expect(!applied.contains("4 payloads of any kind"))
        }
    }

    private func write(_ journal: OldJournal, _ ids: [RequestID], to directory: String, isInLog: Bool) throws {
        let path = directory + "/journal.sqlite"
        let draft = isInLog ? directory + "/draft" : path
        let queue = try DatabaseQueue(path: draft)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
            try db.execute(sql: "PRAGMA journal_mode = WAL")
            try db.execute(sql: journal.tables)
            try db.execute(sql: journal.rows(start: ManualTime.start.microseconds))
            for (number, id) in ids.enumerated() {
                try db.execute(
                    sql: "INSERT INTO requests (id, job, principal, priority) VALUES (?, ?, '', 1)",
                    arguments: [id, number + 1])
            }
        }
        // As after a kill: nothing but the first page is in the file.
        if isInLog {
            for end in ["", "-wal", "-shm"] {
                try FileManager.default.copyItem(atPath: draft + end, toPath: path + end)
            }
        }
        try queue.close()
    }
}
