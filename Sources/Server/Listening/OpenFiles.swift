import Foundation
import NIOCore
import Telemetry

/// How many files this process may open, and how many of them connections may take: the journal and the calls to
/// providers must always get one.
package struct OpenFiles: Sendable {
    package let limit: Int
    /// Files that are open without any connection or call: 18 were counted, and each event loop has three more.
    private let base: Int

    /// The limit leaves too little room for connections.
    package struct TooFew: Error, CustomStringConvertible {
        let limit: Int
        let needed: Int
        package var description: String {
            "the limit of open files is \(limit), and \(needed) are needed: raise it (ulimit -n, LimitNOFILE=)"
        }
    }

    /// - Parameters:
    ///   - eventLoops: one for each core.
    ///   - inherited: files that the parent process left open.
    init(limit: Int, eventLoops: Int = System.coreCount, inherited: Int = 0) {
        self.limit = limit
        base = 32 + 3 * eventLoops + inherited
    }

    /// Raises the limit as far as the system allows: the usual 1,024 would be used up by as many slow clients, and
    /// nobody else could connect.
    package static func raised() -> OpenFiles {
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        // Not counted: the three standard streams, and the directory that lists them.
        let inherited = max(0, ProcessMetrics.now(lostLogLines: 0).openFiles - 4)
        guard getrlimit(files, &limit) == 0 else { return OpenFiles(limit: 1024, inherited: inherited) }
        var most = limit
        most.rlim_cur = limit.rlim_max
        if setrlimit(files, &most) == 0 { limit = most }
        return OpenFiles(limit: Int(clamping: limit.rlim_cur), inherited: inherited)
    }

    /// Maximum number of connections. If there is little to share, calls get half of it.
    /// - Parameter calls: maximum number of calls to providers at a time. A call may need two files: one for its
    ///   connection, one for looking up a name.
    package func connections(besides calls: Int) throws(TooFew) -> Int {
        let shared = limit - base
        let count = max(shared - 2 * calls, shared / 2)
        guard count >= 8 else { throw TooFew(limit: limit, needed: base + 16) }
        return count
    }
}
