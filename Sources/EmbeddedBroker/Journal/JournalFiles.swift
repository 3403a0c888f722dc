import CFileIdentity
import Foundation
import Synchronization

/// Watches that the files of an open journal are still the ones that its path names.
///
/// SQLite goes on writing into files that were deleted or replaced, and no start would find what it wrote. And without
/// its lock nothing keeps a second server from the same journal. Asked before each commit: three calls of statx(2),
/// about a microsecond each.
final class JournalFiles: Sendable {
    /// A file as the kernel knows it, whatever its name.
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
    ///   - path: of the database; its write-ahead log is there too, since the database is open.
    ///   - lock: path of the lock on the directory.
    init(_ path: String, lock: String, onEvent: @escaping @Sendable (JournalEvent) -> Void) {
        self.path = path
        self.onEvent = onEvent
        // SQLite puts the log beside the file itself, not beside a link to it.
        expected = [path, Self.resolved(path) + "-wal", lock].compactMap { path in Identity(path).map { (path, $0) } }
    }

    /// The path without symbolic links, as far as it exists.
    static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// Whether everything is where it was. Tells when that changes.
    var isInPlace: Bool {
        // Under the lock, so that who looked earlier is not heard later.
        let (isInPlace, isNews) = wasInPlace.withLock { wasInPlace in
            let isInPlace = expected.allSatisfy { Identity($0.path) == $0.identity }
            defer { wasInPlace = isInPlace }
            return (isInPlace, wasInPlace != isInPlace)
        }
        if isNews { onEvent(isInPlace ? .filesBack(path: path) : .filesGone(path: path)) }
        return isInPlace
    }
}
