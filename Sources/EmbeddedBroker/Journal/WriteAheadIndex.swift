import Foundation

/// How far the log was written, as the last process recorded it: the header of the `-shm` file, which survives a killed
/// process. A high-water mark that costs nothing. SQLite rebuilds the file when it opens the database, so it is read
/// before that. The layout is in "WAL-mode File Format" (sqlite.org/walformat.html), in the byte order of the machine.
struct WriteAheadIndex {
    /// Frames of complete transactions.
    let committed: Int
    /// Frames that are already copied to the database file.
    let copied: Int
    /// Identifies the generation of the log that these numbers describe.
    let salt: [UInt8]

    /// Nil if the file is missing or unusable, or was being written when the process ended.
    init?(path: String) {
        // Without the file there is less to report, but nothing is lost.
        guard let file = try? FileHandle(forReadingFrom: URL(filePath: path)) else { return nil }
        defer { try? file.close() }  // Only read.
        // The same applies if it cannot be read.
        guard let bytes = try? file.read(upToCount: 136), bytes.count == 136 else { return nil }
        // The header is stored twice, 48 bytes each. The copies differ if a write was interrupted between them.
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
