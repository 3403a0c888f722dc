import Foundation
import GRDB

/// One write on its way: what to do, and whom to tell.
struct JournalWrite: Sendable {
    /// Returns what to call when the write is on the disk.
    let run: @Sendable (Database) throws -> @Sendable () -> Void
    let failed: @Sendable (JournalError) -> Void
    /// Whether it must survive the machine, or only the process.
    var isDurable = true
    /// The same write in smaller ones that stand and fall alone; empty when it cannot be taken apart.
    var parts: @Sendable () -> [JournalWrite] = { [] }
}

/// Commits writes together, and when that fails, each for itself: one bad row must not take its neighbours along.
struct JournalGroup {
    let pool: DatabasePool
    let files: JournalFiles

    /// The files were taken away: what is written is found by nobody.
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
            // What was written without an fsync is covered by that of the next group.
            if !isDurable { try db.execute(sql: "PRAGMA synchronous = NORMAL") }
            defer { if !isDurable { Self.makeDurable(db) } }
            try db.inTransaction(.immediate) {
                for write in writes { committed.append(try write.run(db)) }
                // Just before the commit, so that what nobody would find is undone. Files that go later were there when
                // the write came to disk.
                guard files.isInPlace else { throw FilesGone() }
                return .commit
            }
        }
        return committed
    }

    /// Sets what a 202 relies on: that a commit waits for the disk.
    static func makeDurable(_ db: Database) {
        do {
            try db.execute(sql: "PRAGMA synchronous = FULL")
        } catch {
            preconditionFailure("SQLite takes this from everybody outside a transaction: \(error)")
        }
    }

    /// The disk's fault, not a row's: trying one by one would only fail more slowly.
    private static func isForAll(_ error: any Error) -> Bool {
        guard let error = error as? DatabaseError else { return error is FilesGone }
        return error.resultCode == .SQLITE_FULL || error.resultCode == .SQLITE_IOERR
    }

    /// Says it on standard error, unless nobody takes it soon: the end must come either way.
    private static func sayLast(_ text: String) {
        var target = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
        if poll(&target, 1, 1000) > 0 { _ = write(STDERR_FILENO, text, text.utf8.count) }
    }

    private static func journalError(_ error: any Error) -> JournalError {
        if error is FilesGone { return .unwritable }
        guard let error = error as? DatabaseError else { return .unreadable("\(type(of: error))") }
        switch error.extendedResultCode {
        case .SQLITE_IOERR_FSYNC, .SQLITE_IOERR_DIR_FSYNC:
            // What the kernel could not write it may have dropped: nothing that follows could be trusted (see the
            // "fsyncgate" thread on pgsql-hackers, 2018). The next start reads what really is on the disk.
            sayLast("precis: fsync of the journal failed; stopping\n")
            exit(EX_IOERR)
        default: return .unwritable
        }
    }
}
