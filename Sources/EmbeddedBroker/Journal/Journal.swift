import Foundation
import GRDB
import SerialLane
import Synchronization

/// The durable record: an SQLite database in WAL mode with one writing thread that commits in groups.
///
/// What arrives while a commit is in flight goes into the next one, so the cost of an fsync is shared and a lone write
/// waits for nobody (the idea of group commit: DeWitt et al., "Implementation Techniques for Main Memory Database
/// Systems", SIGMOD 1984).
final class Journal: Sendable {
    private let pool: DatabasePool
    private let lane: SerialLane<JournalWrite>
    private let lock: DirectoryLock
    private let files: JournalFiles
    /// Writes in one transaction at most: bounds how long the first of them waits.
    private static let groupLimit = 512

    /// Opens or creates the journal of a data directory, migrates it, and keeps other servers out. What is there and is
    /// not a journal, or one of a later version, is left as it is.
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
        // Texts and results must not show in an error message or a log line.
        configuration.publicStatementArguments = false
        let pool = try DatabasePool(path: path, configuration: configuration)
        // GRDB sets NORMAL with WAL; a 202 promises that its row is on the disk.
        pool.writeWithoutTransaction(JournalGroup.makeDurable)
        return pool
    }

    /// May rewrite all texts, so it is told before.
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

    /// A log that lost its middle may leave pages that do not fit together. Better no start than wrong answers.
    private static func checkPages(_ pool: DatabasePool) throws {
        let verdict = try pool.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
        guard verdict == "ok" else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
    }

    /// Whether the files are still where they were opened.
    var isInPlace: Bool { files.isInPlace }

    /// Runs the body in the next group's transaction; returns once that is on the disk.
    ///
    /// Not cancelled with its task. A body that throws undoes the whole group, whose other members are then tried again
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

    /// The same for a write that knows whom to tell.
    func post(_ write: JournalWrite) {
        if !lane.post(write) { write.failed(.closed) }
    }

    /// Writes with the next group, and does not wait. Lost when that group fails, or the machine: for marks only.
    func note(_ body: @escaping @Sendable (Database) throws -> Void) {
        var write = JournalWrite { db in
            try body(db)
            return {}
        } failed: { _ in
        }
        write.isDurable = false
        lane.post(write)
    }

    /// Reads what is committed. Each statement sees one state; several may see several. Not cancelled with its task.
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

    /// Writes what is waiting, then closes the database. Not cancelled with its task.
    func close() async throws {
        await lane.close()
        await withCheckedContinuation { continuation in
            pool.asyncWriteWithoutTransaction { db in
                // Only tidiness: the next start finds everything in the write-ahead log as well.
                _ = try? db.checkpoint(.truncate)
                continuation.resume()
            }
        }
        try pool.close()
        lock.release()
    }
}
