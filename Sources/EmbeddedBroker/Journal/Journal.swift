import Foundation
import GRDB
import SerialLane
import Synchronization

/// The durable record: an SQLite database in WAL mode with one writing thread that commits in groups.
///
/// Writes that arrive during a commit go into the next one, so they share the cost of an fsync, and a single write
/// never waits for others (group commit: DeWitt et al., "Implementation Techniques for Main Memory Database Systems",
/// SIGMOD 1984).
final class Journal: Sendable {
    private let pool: DatabasePool
    private let lane: SerialLane<JournalWrite>
    private let lock: DirectoryLock
    private let files: JournalFiles
    /// Maximum number of writes in one transaction. Bounds how long the first of them waits.
    private static let groupLimit = 512

    /// Opens or creates the journal of a data directory, migrates it, and keeps other servers out. Throws, and leaves
    /// the file unchanged, if it is not a journal or was written by a later version.
    init(directory: String, onEvent: @escaping @Sendable (JournalEvent) -> Void = { _ in }) throws(JournalError) {
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .cannotOpen("the directory \(directory) cannot be made: \(error.localizedDescription)")
        }
        lock = try DirectoryLock(directory: directory)
        let path = directory + "/journal.sqlite"
        let found = try JournalCheck(path: path).run()
        do {
            if case .absent = found { try NewJournal(path: path).make() }
            pool = try Self.open(path)
            if case .present(let damage?) = found {
                onEvent(damage)
                try Self.checkPages(pool)
            }
            try Self.migrate(pool, onEvent)
        } catch {
            throw .cannotOpen("\(path): \(JournalCheck.reason(error))")
        }
        let files = JournalFiles(path, lock: DirectoryLock.path(in: directory), onEvent: onEvent)
        self.files = files
        lane = SerialLane(name: "journal", batchLimit: Self.groupLimit) { [pool] writes in
            JournalGroup(pool: pool, files: files).commit(writes)
        }
    }

    private static func open(_ path: String) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.label = "journal"
        configuration.maximumReaderCount = 4
        configuration.persistentReadOnlyConnections = true
        // Keep texts and results out of error messages and log lines.
        configuration.publicStatementArguments = false
        let pool = try DatabasePool(path: path, configuration: configuration)
        // GRDB sets NORMAL with WAL, but a 202 promises that its row is on the disk.
        pool.writeWithoutTransaction(JournalGroup.makeDurable)
        return pool
    }

    /// Migrates the tables. Reports that first, since a migration may rewrite all texts.
    private static func migrate(_ pool: DatabasePool, _ onEvent: (JournalEvent) -> Void) throws {
        let migrator = JournalSchema.migrator
        let jobs = try pool.read { db -> Int? in
            if try migrator.hasCompletedMigrations(db) { return nil }
            return try Int.fetchOne(db, sql: "SELECT count(*) FROM jobs")
        }
        guard let jobs, let last = migrator.migrations.last else { return }
        onEvent(.migrating(to: last, jobs: jobs))
        try migrator.migrate(pool)
    }

    /// Checks the database after its log was damaged: a log with a gap may leave inconsistent pages. It is better not
    /// to start than to give wrong answers.
    private static func checkPages(_ pool: DatabasePool) throws {
        let verdict = try pool.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
        guard verdict == "ok" else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
    }

    /// Whether the files are still where they were opened.
    var isInPlace: Bool { files.isInPlace }

    /// Runs the body in the transaction of the next group. Returns once that is on the disk.
    ///
    /// Not cancelled with its task. If a body throws, the whole group is rolled back, and its members are tried again
    /// one by one.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(JournalError) -> Value {
        let result: Result<Value, JournalError> = await withCheckedContinuation { continuation in
            let write = JournalWrite { db in
                let value = try body(db)
                return { continuation.resume(returning: .success(value)) }
            } failed: { error in
                continuation.resume(returning: .failure(error))
            }
            post(write)
        }
        return try result.get()
    }

    /// Posts a write that reports its own outcome.
    func post(_ write: JournalWrite) {
        if !lane.post(write) { write.failed(.closed) }
    }

    /// Writes with the next group, without waiting. The write is lost if it fails or the machine crashes, so this is
    /// only for data that may be lost.
    func note(_ body: @escaping @Sendable (Database) throws -> Void) {
        var write = JournalWrite { db in
            try body(db)
            return {}
        } failed: { _ in
        }
        write.isDurable = false
        lane.post(write)
    }

    /// Reads committed data. Each statement sees one state; several statements may see different states. Not cancelled
    /// with its task.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(JournalError) -> Value {
        let result = await withCheckedContinuation { continuation in
            pool.asyncUnsafeRead { db in continuation.resume(returning: Result { try body(db.get()) }) }
        }
        do {
            return try result.get()
        } catch let error as DatabaseError {
            throw .unreadable("\(error.extendedResultCode)")
        } catch {
            throw .unreadable("\(type(of: error))")
        }
    }

    /// Completes the waiting writes, then closes the database. Not cancelled with its task.
    func close() async throws {
        await lane.close()
        await withCheckedContinuation { continuation in
            pool.asyncWriteWithoutTransaction { db in
                // Optional: without it, the next start finds everything in the write-ahead log.
                _ = try? db.checkpoint(.truncate)
                continuation.resume()
            }
        }
        try pool.close()
        lock.release()
    }
}
