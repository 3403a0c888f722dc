import Foundation
import Synchronization

/// How many descriptors this process has open, at little cost to whoever asks.
///
/// Linux tells it at once from 6.2 on: it is the size of `/proc/self/fd`. Older kernels only list them, which takes
/// milliseconds for ten thousand connections: that is done on a thread of its own, at most once in ten seconds, and the
/// last count is told meanwhile.
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
    ///   - size: 0 where the kernel does not tell.
    ///   - list: counts one by one.
    init(size: @escaping @Sendable () -> Int, list: @escaping @Sendable () -> Int) {
        self.size = size
        self.list = list
    }

    /// - Parameter now: for how long the last count is good.
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
