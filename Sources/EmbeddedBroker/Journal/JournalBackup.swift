import Foundation
import GRDB

/// Copies a journal, also while a server writes to it.
package enum JournalBackup {
    /// Copies the journal of a data directory as it is at one moment into a new file, which appears under its name only
    /// when it is complete, checked and on the disk. Takes as long as reading the journal; a server that runs meanwhile
    /// is not blocked. Throws `cannotOpen` with a text for people.
    package static func copy(directory: String, to target: String) throws(JournalError) {
        let source = directory + "/journal.sqlite"
        guard access(source, R_OK) == 0 else { throw .cannotOpen("\(source): \(String(cString: strerror(errno)))") }
        guard !FileManager.default.fileExists(atPath: target) else {
            throw .cannotOpen("\(target) is there already; choose another name, or move it away")
        }
        // No server can start while this is held.
        let lock = try lock(directory)
        defer { lock?.release() }
        let real = JournalFiles.resolved(source)
        let leftovers = ["-wal", "-shm"].map { real + $0 }.filter { !FileManager.default.fileExists(atPath: $0) }
        if lock != nil, case .present(.some) = try JournalCheck(path: source).run() {
            // Reading the log makes SQLite rebuild the index that proves the damage.
            throw .cannotOpen("\(source)-wal is damaged; start the server, which says what is lost, then try again")
        }
        // SQLite creates these files to read, and leaves them behind empty.
        defer { if lock != nil { for file in leftovers { unlink(file) } } }
        let partial = "\(target).\(getpid()).partial"
        do {
            try copy(source, into: partial)
            try synchronize(partial)
            guard rename(partial, target) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        } catch {
            for suffix in ["", "-journal", "-wal", "-shm"] { unlink(partial + suffix) }
            throw .cannotOpen("\(source) cannot be copied to \(target): \(JournalCheck.reason(error))")
        }
        do {
            try synchronize((target as NSString).deletingLastPathComponent)
        } catch {
            throw .cannotOpen("\(target) is complete, but perhaps not on the disk: \(JournalCheck.reason(error))")
        }
    }

    /// Nil while a server runs, and if there is no lock file: then no server has ever opened the directory.
    private static func lock(_ directory: String) throws(JournalError) -> DirectoryLock? {
        guard FileManager.default.fileExists(atPath: DirectoryLock.path(in: directory)) else { return nil }
        do {
            return try DirectoryLock(directory: directory)
        } catch .directoryInUse {
            return nil
        } catch {
            throw error
        }
    }

    private static func copy(_ source: String, into target: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        let journal = try DatabaseQueue(path: source, configuration: configuration)
        let application = try journal.read { try Int32.fetchOne($0, sql: "PRAGMA application_id") }
        guard application == JournalSchema.applicationID else { throw DatabaseError(resultCode: .SQLITE_NOTADB) }
        let copy = try DatabaseQueue(path: target)
        // In a single step: between steps, a write by the server would restart the copy.
        try journal.backup(to: copy)
        let check = try copy.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
        guard check == "ok" else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
        try copy.close()
        try journal.close()
    }

    /// Waits until the file or directory is on the disk.
    private static func synchronize(_ path: String) throws {
        let descriptor = open(path.isEmpty ? "." : path, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        guard descriptor >= 0, fsync(descriptor) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
    }
}
