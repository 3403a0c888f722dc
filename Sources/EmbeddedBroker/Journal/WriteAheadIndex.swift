import Foundation

/// How far the log was written, as the last process knew it: the header of the `-shm` file, which outlives a process
/// that is killed. A high-water mark that costs nothing. SQLite builds the file anew when it opens the database, so it
/// is read before. The layout is in "WAL-mode File Format" (sqlite.org/walformat.html), in the byte order of the
/// machine.
struct WriteAheadIndex {
    /// Frames of whole transactions.
    let committed: Int
    /// Frames that are in the database file as well.
    let copied: Int
    /// The round of the log that these numbers are of.
    let salt: [UInt8]

    /// Nil when there is none, or it was being written when the process ended.
    init?(path: String) {
        // Without it there is less to tell, and nothing is lost.
        guard let file = try? FileHandle(forReadingFrom: URL(filePath: path)) else { return nil }
        defer { try? file.close() }  // Only read.
        // The same reason.
        guard let bytes = try? file.read(upToCount: 136), bytes.count == 136 else { return nil }
        // Two copies of 48 bytes: equal unless a writer was between them.
        guard bytes[0..<48].elementsEqual(bytes[48..<96]), bytes[12] == 1 else { return nil }
        salt = [UInt8](bytes[32..<40])
        (committed, copied) = bytes.withUnsafeBytes { bytes in
            (
                Int(bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self)),
                Int(bytes.loadUnaligned(fromByteOffset: 96, as: UInt32.self))
            )
        }
    }
}
