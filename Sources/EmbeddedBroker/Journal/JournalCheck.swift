import Foundation
import GRDB

/// Looks at what is in a data directory before anything is written there: whether it is a journal of ours, of a version
/// that this one knows, and whole.
struct JournalCheck {
    enum Outcome {
        /// There is none yet.
        case absent
        /// - damage: set when the write-ahead log has an end that cannot be used.
        case present(damage: JournalEvent?)
    }

    /// Of the database.
    let path: String

    /// Throws `cannotOpen` with a text for people. Changes nothing.
    func run() throws(JournalError) -> Outcome {
        let size = try size()
        // SQLite puts its files beside the file itself, not beside a link to it.
        let real = JournalFiles.resolved(path)
        let log: WriteAheadLog?
        do {
            log = try WriteAheadLog(path: real + "-wal")
        } catch {
            throw .cannotOpen("\(real)-wal cannot be read: \(Self.reason(error))")
        }
        guard let size, size > 0 else {
            // SQLite would make a new database here, and delete the log.
            if let log, log.frames > 0 {
                throw .cannotOpen(
                    """
                    \(path) is \(size == nil ? "missing" : "empty"), but \(real)-wal holds \(log.frames) pages that belong \
                    to it; put the file back, or move the log away
                    """)
            }
            return .absent
        }
        let damage = damage(of: log, WriteAheadIndex(path: real + "-shm"))
        try identify(real)
        return .present(damage: damage)
    }

    /// Nil when there is no file.
    private func size() throws(JournalError) -> Int? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw .cannotOpen("\(path): \(String(cString: strerror(errno)))")
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .cannotOpen("\(path) is not a file") }
        guard access(path, R_OK | W_OK) == 0 else {
            throw .cannotOpen("\(path): \(String(cString: strerror(errno)))")
        }
        return Int(status.st_size)
    }

    /// What of the log is lost. Frames behind the last whole transaction are normal after a power cut, or a kill in the
    /// middle of a write, as long as nobody was told of what they hold.
    private func damage(of log: WriteAheadLog?, _ index: WriteAheadIndex?) -> JournalEvent? {
        let frameSize = log.map { $0.frameSize > 0 ? $0.frameSize : nil } ?? nil
        let bytes = frameSize ?? 4120
        // Where the log's own header is gone, or all of it, the index is of the round that is missing.
        if let index, log == nil || log?.salt == index.salt || frameSize == nil {
            let lost = index.committed - max(log?.usable ?? 0, index.copied)
            return lost > 0 ? .logDamaged(frames: lost, bytes: lost * bytes, isCertain: true) : nil
        }
        guard let log else { return nil }
        let lost = frameSize == nil ? log.frames : log.cutOff
        return lost > 0 ? .logDamaged(frames: lost, bytes: lost * bytes, isCertain: false) : nil
    }

    /// Whether the database is a journal, and of a version that this one knows.
    private func identify(_ path: String) throws(JournalError) {
        let leftovers = ["-wal", "-shm"].map { path + $0 }.filter { !FileManager.default.fileExists(atPath: $0) }
        // SQLite makes both to read, and leaves them. They hold nothing.
        defer { for file in leftovers { unlink(file) } }
        let (application, applied): (Int32, Set<String>)
        do {
            var configuration = Configuration()
            configuration.readonly = true
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            (application, applied) = try queue.read { db in
                let migrations = try JournalSchema.migrator.appliedIdentifiers(db)
                return (try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0, migrations)
            }
            try queue.close()
        } catch {
            throw .cannotOpen("\(path): \(Self.reason(error))")
        }
        let known = JournalSchema.migrator.migrations
        guard application == 0 || application == JournalSchema.applicationID, applied.contains(known[0]) else {
            throw .cannotOpen("\(path) is not a journal of precis; move it away, or choose another data directory")
        }
        let later = applied.subtracting(known).sorted()
        guard later.isEmpty else {
            throw .cannotOpen(
                """
                \(path) was written by a later version of precis (it has "\(later[0])"); start that version, or choose \
                another data directory
                """)
        }
    }

    /// For people, without a word of what is stored.
    static func reason(_ error: any Error) -> String {
        guard let error = error as? DatabaseError else { return error.localizedDescription }
        switch error.resultCode {
        case .SQLITE_NOTADB: return "it is not an SQLite database"
        case .SQLITE_CORRUPT: return "it is damaged; put back a copy, or move it away"
        case .SQLITE_FULL: return "the disk is full"
        default: return "SQLite says \(error.extendedResultCode)"
        }
    }
}
