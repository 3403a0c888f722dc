import Foundation
import Synchronization

/// The number of open descriptors of this process, at little cost to the caller.
///
/// From version 6.2 on, Linux reports it at once, as the size of `/proc/self/fd`. Older kernels only list the
/// descriptors, which takes milliseconds for ten thousand connections. So a thread of its own counts them, at most once
/// in ten seconds, and callers get the last count meanwhile.
final class OpenFiles: Sendable {
    static let ofThisProcess = OpenFiles(size: directorySize, list: listed)

    private struct Listed {
        var count = 0
        var at: ContinuousClock.Instant?
        var isListing = false
    }

    private static let path = "/proc/self/fd"
    private static let interval = Duration.seconds(10)

    private let size: @Sendable () -> Int
    private let list: @Sendable () -> Int
    private let listed = Mutex(Listed())

    /// - Parameters:
    ///   - size: 0 if the kernel does not report it.
    ///   - list: counts the descriptors one by one.
    init(size: @escaping @Sendable () -> Int, list: @escaping @Sendable () -> Int) {
        self.size = size
        self.list = list
    }

    /// - Parameter now: decides whether the last count is too old.
    func count(at now: ContinuousClock.Instant = .now) -> Int {
        let size = size()
        if size > 0 { return size }
        let (count, isDue) = listed.withLock { listed in
            let isDue = !listed.isListing && listed.at.map { now - $0 >= Self.interval } ?? true
            if isDue { listed.isListing = true }
            return (listed.count, isDue)
        }
        if isDue {
            Thread.detachNewThread { [self] in
                let count = list()
                listed.withLock { $0 = Listed(count: count, at: now) }
            }
        }
        return count
    }

    private static func directorySize() -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    private static func listed() -> Int {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).count
        } catch {
            return 0
        }
    }
}
