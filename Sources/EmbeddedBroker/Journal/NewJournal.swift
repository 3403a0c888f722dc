import Foundation
import GRDB

/// Creates an empty journal under another name and renames it once it is complete. So no start ever finds a half-made
/// journal, and a file without our tables belongs to another application.
struct NewJournal {
    let path: String

    /// Creates the journal; replaces an empty file. Throws `DatabaseError`, or `CocoaError` if the file cannot be
    /// renamed or the directory cannot be synced.
    func make() throws {
        let draft = path + ".new"
        // Remove what an interrupted start left behind.
        for file in [draft, draft + "-wal", draft + "-shm", draft + "-journal"] { unlink(file) }
        let queue = try DatabaseQueue(path: draft)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
            try db.execute(sql: "PRAGMA journal_mode = WAL")
        }
        try JournalSchema.migrator.migrate(queue)
        // Closing the last connection copies the log into the file.
        try queue.close()
        guard rename(draft, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        try sync(directory: URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false))
    }

    /// Makes the new name durable.
    private func sync(directory: String) throws {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw CocoaError(.fileReadUnknown) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}
