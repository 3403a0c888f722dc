import Foundation
import GRDB

/// A write on its way to the disk: what to do, and how to report the outcome.
struct JournalWrite: Sendable {
    /// Writes, and returns what to call once the write is on the disk.
    let run: @Sendable (Database) throws -> @Sendable () -> Void
    let failed: @Sendable (JournalError) -> Void
    /// Whether the write must survive a crash of the machine, not only of the process.
    var isDurable = true
    /// The same write as smaller, independent ones; empty if it cannot be split.
    var parts: @Sendable () -> [JournalWrite] = { [] }
}

/// Commits writes together. If that fails, commits each one separately: one bad row must not fail the others.
struct JournalGroup {
    let pool: DatabasePool
    let files: JournalFiles

    /// The files were deleted, moved or replaced: no start would find what is written.
    private struct FilesGone: Error {}

    func commit(_ writes: [JournalWrite]) {
        do {
            let committed = try transaction(writes)
            for tell in committed { tell() }
        } catch {
            let smaller = Self.isForAll(error) ? [] : writes.count > 1 ? writes : writes.flatMap { $0.parts() }
            for write in smaller { commit([write]) }
            guard smaller.isEmpty else { return }
            for write in writes { write.failed(Self.journalError(error)) }
        }
    }

    private func transaction(_ writes: [JournalWrite]) throws -> [@Sendable () -> Void] {
        var committed: [@Sendable () -> Void] = []
        committed.reserveCapacity(writes.count)
        let isDurable = writes.contains { $0.isDurable }
        try pool.writeWithoutTransaction { db in
            // Writes without an fsync are covered by the fsync of the next durable group.
            if !isDurable { try db.execute(sql: "PRAGMA synchronous = NORMAL") }
            defer { if !isDurable { Self.makeDurable(db) } }
            try db.inTransaction(.immediate) {
                for write in writes { committed.append(try write.run(db)) }
                // Checked just before the commit, so that writes that no start would find are rolled back. Files that
                // are moved later take this write with them.
                guard files.isInPlace else { throw FilesGone() }
                return .commit
            }
        }
        return committed
    }

    /// Makes commits wait for the disk, which a 202 relies on.
    static func makeDurable(_ db: Database) {
        do {
            try db.execute(sql: "PRAGMA synchronous = FULL")
        } catch {
            preconditionFailure("SQLite takes this from everybody outside a transaction: \(error)")
        }
    }

    /// Whether the disk or the files are at fault, not a row: trying one by one would only fail more slowly.
    private static func isForAll(_ error: any Error) -> Bool {
        guard let error = error as? DatabaseError else { return error is FilesGone }
        return error.resultCode == .SQLITE_FULL || error.resultCode == .SQLITE_IOERR
    }

    /// Writes a last message to standard error, unless that blocks for a second: the process must end in any case.
    private static func sayLast(_ text: String) {
        var target = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
        if poll(&target, 1, 1000) > 0 { _ = write(STDERR_FILENO, text, text.utf8.count) }
    }

    private static func journalError(_ error: any Error) -> JournalError {
        if error is FilesGone { return .unwritable }
        guard let error = error as? DatabaseError else { return .unreadable("\(type(of: error))") }
        switch error.extendedResultCode {
        case .SQLITE_IOERR_FSYNC, .SQLITE_IOERR_DIR_FSYNC:
            // The kernel may have dropped what it could not write, so nothing that follows could be trusted (see the
            // "fsyncgate" thread on pgsql-hackers, 2018). The next start reads what is really on the disk.
            sayLast("precis: fsync of the journal failed; stopping\n")
            exit(EX_IOERR)
        default: return .unwritable
        }
    }
}
