import Foundation
import GRDB

/// Makes an empty journal under another name and gives it its own when it is complete. So a journal is never found half
/// made, and a file without our tables is somebody else's.
struct NewJournal {
    let path: String

    /// Takes the place of an empty file. Throws `DatabaseError`, or what kept the file from its name.
    func make() throws {
        let draft = path + ".new"
        // What a start left that did not come to its end.
        for file in [draft, draft + "-wal", draft + "-shm", draft + "-journal"] { unlink(file) }
        let queue = try DatabaseQueue(path: draft)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
            try db.execute(sql: "PRAGMA journal_mode = WAL")
        }
        try JournalSchema.migrator.migrate(queue)
        // The last connection copies the log into the file.
        try queue.close()
        guard rename(draft, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        try sync(directory: URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false))
    }

    /// The name is on the disk when this returns.
    private func sync(directory: String) throws {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw CocoaError(.fileReadUnknown) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}
