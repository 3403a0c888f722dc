import CFileIdentity
import Foundation
import Synchronization

/// Checks that the files of an open journal are still the files at their paths.
///
/// SQLite continues to write to files that were deleted or replaced, and no start would find what it wrote. Without the
/// lock file, nothing keeps a second server from the same journal. Checked before each commit: three calls of statx(2),
/// about a microsecond each.
final class JournalFiles: Sendable {
    /// The kernel's identity of a file, whatever its name.
    private struct Identity: Hashable {
        let device: UInt64
        let number: UInt64

        /// Nil when there is no such file.
        init?(_ path: String) {
            var identity = file_identity()
            guard file_identity(path, &identity) == 0 else { return nil }
            (device, number) = (identity.device, identity.number)
        }
    }

    private let path: String
    private let expected: [(path: String, identity: Identity)]
    private let onEvent: @Sendable (JournalEvent) -> Void
    private let wasInPlace = Mutex(true)

    /// - Parameters:
    ///   - path: path of the database, which must be open, so that its write-ahead log exists.
    ///   - lock: path of the lock on the directory.
    init(_ path: String, lock: String, onEvent: @escaping @Sendable (JournalEvent) -> Void) {
        self.path = path
        self.onEvent = onEvent
        // SQLite puts the log beside the database itself, not beside a symbolic link to it.
        expected = [path, Self.resolved(path) + "-wal", lock].compactMap { path in Identity(path).map { (path, $0) } }
    }

    /// The path with symbolic links resolved; the path as given if nothing is there.
    static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// Whether all files are still in place. Reports each change to `onEvent`.
    var isInPlace: Bool {
        // Check under the lock, so that an older finding cannot replace a newer one.
        let (isInPlace, isNews) = wasInPlace.withLock { wasInPlace in
            let isInPlace = expected.allSatisfy { Identity($0.path) == $0.identity }
            defer { wasInPlace = isInPlace }
            return (isInPlace, wasInPlace != isInPlace)
        }
        if isNews { onEvent(isInPlace ? .filesBack(path: path) : .filesGone(path: path)) }
        return isInPlace
    }
}
