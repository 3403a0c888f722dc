import Foundation
import GRDB

/// Checks what is in a data directory before anything is written there: whether it is a journal of ours, of a known
/// version, and intact.
struct JournalCheck {
    enum Outcome {
        /// There is no journal yet.
        case absent
        /// - damage: set if the end of the write-ahead log is unusable.
        case present(damage: JournalEvent?)
    }

    /// Path of the database.
    let path: String

    /// Runs the checks, without changing anything. Throws `cannotOpen` with a message for the operator.
    func run() throws(JournalError) -> Outcome {
        let size = try size()
        // SQLite puts the log and its index beside the database itself, not beside a symbolic link to it.
        let real = JournalFiles.resolved(path)
        let log: WriteAheadLog?
        do {
            log = try WriteAheadLog(path: real + "-wal")
        } catch {
            throw .cannotOpen("\(real)-wal cannot be read: \(Self.reason(error))")
        }
        guard let size, size > 0 else {
            // SQLite would create a new database here, and delete the log.
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

    /// Nil if there is no file.
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

    /// What is lost of the log. Frames after the last complete transaction are normal after a power cut, or after a
    /// kill during a write, as long as no client was told that their content was accepted.
    private func damage(of log: WriteAheadLog?, _ index: WriteAheadIndex?) -> JournalEvent? {
        let frameSize = log.map { $0.frameSize > 0 ? $0.frameSize : nil } ?? nil
        let bytes = frameSize ?? 4120
        // If the log or its header is missing, the index describes the missing log.
        if let index, log == nil || log?.salt == index.salt || frameSize == nil {
            let lost = index.committed - max(log?.usable ?? 0, index.copied)
            return lost > 0 ? .logDamaged(frames: lost, bytes: lost * bytes, isCertain: true) : nil
        }
        guard let log else { return nil }
        let lost = frameSize == nil ? log.frames : log.cutOff
        return lost > 0 ? .logDamaged(frames: lost, bytes: lost * bytes, isCertain: false) : nil
    }

    /// Checks that the database is a journal of a known version.
    private func identify(_ path: String) throws(JournalError) {
        let leftovers = ["-wal", "-shm"].map { path + $0 }.filter { !FileManager.default.fileExists(atPath: $0) }
        // SQLite creates both files to read the database, and leaves them behind. They hold nothing.
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

    /// A message for the operator that contains nothing of the stored data.
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
