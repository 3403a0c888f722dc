import Foundation
import Synchronization

/// Keeps a second server out of a data directory. The kernel releases the lock when the process ends, however it ends.
final class DirectoryLock: Sendable {
    /// Nil once the lock is released.
    private let descriptor: Mutex<Int32?>

    static func path(in directory: String) -> String { directory + "/lock" }

    /// Throws `directoryInUse` while another process holds the directory.
    init(directory: String) throws(JournalError) {
        let path = Self.path(in: directory)
        let file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .cannotOpen("\(path): \(String(cString: strerror(errno)))") }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw .directoryInUse(directory)
        }
        descriptor = Mutex(file)
    }

    /// Releases the lock, so that another server can use the directory.
    func release() {
        let file = descriptor.withLock { descriptor in
            defer { descriptor = nil }
            return descriptor
        }
        guard let file else { return }
        // Unlock explicitly: a child process that is just being started holds a copy of the descriptor. Closing only
        // ours would keep the lock until the child has closed its copy.
        flock(file, LOCK_UN)
        close(file)
    }

    deinit {
        release()
    }
}
