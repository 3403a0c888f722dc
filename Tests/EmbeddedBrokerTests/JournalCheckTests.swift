import Foundation
import GRDB
import TestSupport
import Testing

@testable import EmbeddedBroker

/// What is in the data directory and is not a journal that this version can use.
@Suite struct JournalCheckTests {
    /// Puts something into a directory, and expects that a start says why it does not begin, and changes nothing.
    private func expectRefusal(_ words: String, _ prepare: (JournalCopy) throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let place = JournalCopy(directory: directory + "/data")
            try FileManager.default.createDirectory(atPath: place.directory, withIntermediateDirectories: true)
            try prepare(place)
            try await expectRefusal(words, place)
        }
    }

    private func expectRefusal(_ words: String, _ place: JournalCopy) async throws {
        let before = try files(place)
        let error = #expect(throws: JournalError.self) { _ = try Journal(directory: place.directory) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        #expect(error?.description.contains(place.path) == true, "it names the file")
        #expect(try files(place) == before)
    }

    /// All but the lock, and what SQLite keeps in shared memory while it reads.
    private func files(_ place: JournalCopy) throws -> [String: Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: place.directory)
        return try Dictionary(
            uniqueKeysWithValues: names.filter { $0 != "lock" && !$0.hasSuffix("-shm") }.map { name in
                let path = place.directory + "/" + name
                let type = try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
                return (name, type == .typeRegular ? try place.bytes(path) : Data())
            })
    }

    private func database(_ place: JournalCopy, _ sql: String) throws {
        let queue = try DatabaseQueue(path: place.path)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }

    @Test(
        "another application's database is refused, also an empty one",
        arguments: [
            "PRAGMA application_id = 252006674", "PRAGMA user_version = 7",
            "CREATE TABLE notes (text TEXT)", "CREATE TABLE t (x); DROP TABLE t",
            "PRAGMA journal_mode = WAL",
            "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY); INSERT INTO grdb_migrations VALUES ('v1')",
            "CREATE TABLE jobs (id INTEGER PRIMARY KEY); CREATE TABLE requests (id BLOB); CREATE TABLE settings (name TEXT)",
        ])
    func foreign(sql: String) async throws {
        try await expectRefusal("not a journal of precis") { try database($0, sql) }
    }

    @Test("a journal's tables under another application's mark are refused")
    func foreignMark() async throws {
        try await JournalCopy.with(submissions: 3) { copy in
            try database(copy, "PRAGMA application_id = 77; PRAGMA wal_checkpoint(TRUNCATE)")
            try await expectRefusal("not a journal of precis", copy)
        }
    }

    @Test("a journal of a later version is refused, whether its log was copied back or not", arguments: [true, false])
    func later(isClosed: Bool) async throws {
        try await JournalCopy.with(submissions: 3) { copy in
            let queue = try DatabaseQueue(path: copy.path)
            try await queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('9 what comes later')") }
            let log = try copy.bytes(copy.log)
            let file = try copy.bytes(copy.path)
            try queue.close()
            if !isClosed {
                try copy.write(file, to: copy.path)
                try copy.write(log, to: copy.log)
            }
            try await expectRefusal("later version of precis (it has \"9 what comes later\")", copy)
        }
    }

    @Test("what is no database, or no file, is refused")
    func others() async throws {
        try await expectRefusal("not an SQLite database") {
            try $0.write(Data(repeating: UInt8(ascii: "x"), count: 8192), to: $0.path)
        }
        try await expectRefusal("is not a file") {
            try FileManager.default.createDirectory(atPath: $0.path, withIntermediateDirectories: true)
        }
        try await expectRefusal("is not a file") { mkfifo($0.path, 0o600) }
    }

    @Test(
        "an empty or missing file beside a log that belongs to it is refused, and the log stays",
        arguments: [
            true, false,
        ])
    func emptyBesideLog(isThere: Bool) async throws {
        try await JournalCopy.with(submissions: 3) { copy in
            try FileManager.default.removeItem(atPath: copy.path)
            if isThere { try copy.write(Data(), to: copy.path) }
            try await expectRefusal(isThere ? "is empty" : "is missing", copy)
        }
    }

    @Test("an empty file, what an interrupted first start left, and stray files of SQLite are no obstacle")
    func leftovers() async throws {
        try await withTemporaryDirectory { directory in
            let place = JournalCopy(directory: directory)
            for name in ["", ".new", ".new-wal", ".new-journal", "-wal", "-shm"] {
                try place.write(Data(), to: place.path + name)
            }
            try place.write(Data(repeating: 7, count: 5000), to: place.path + ".new")
            try place.write(Data(repeating: 7, count: 32768), to: place.index)
            #expect(try await place.opened().jobs == 0)
            #expect(!FileManager.default.fileExists(atPath: place.path + ".new"))
            let queue = try DatabaseQueue(path: place.path)
            let mark = try await queue.read { try Int32.fetchOne($0, sql: "PRAGMA application_id") }
            #expect(mark == JournalSchema.applicationID)
        }
    }

    @Test("a journal behind a symbolic link is opened, and watched where it is")
    func link() async throws {
        try await JournalCopy.with(submissions: 3) { copy in
            let directory = copy.directory + "/linked"
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                atPath: directory + "/journal.sqlite", withDestinationPath: copy.path)
            #expect(try await JournalCopy(directory: directory).opened().jobs == 3)
        }
    }

    @Test("a directory that cannot be made says why")
    func directory() async throws {
        let error = #expect(throws: JournalError.self) { _ = try Journal(directory: "/proc/precis/data") }
        #expect(error?.description.contains("/proc/precis/data cannot be made") == true)
    }

    @Test("a damaged database is refused")
    func damaged() async throws {
        try await JournalCopy.with(submissions: 200) { copy in
            try database(copy, "PRAGMA wal_checkpoint(TRUNCATE)")
            var bytes = try copy.bytes(copy.path)
            // The page of the table of tables.
            bytes.replaceSubrange(100..<200, with: Data(repeating: 0xEE, count: 100))
            try copy.write(bytes, to: copy.path)
            try await expectRefusal("damaged", copy)
        }
    }
}
