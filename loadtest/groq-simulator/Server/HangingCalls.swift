import NIOCore
import Synchronization

/// The calls that hang, to be let go when nothing shall hang any more.
final class HangingCalls: Sendable {
    private struct State {
        var promises: [Int: EventLoopPromise<Bool>] = [:]
        var lastID = 0
        var releases = 0
    }

    private let state = Mutex(State())

    /// How often calls were let go.
    var releases: Int { state.withLock { $0.releases } }

    /// Waits until `release`, or for the limit; false if the client left.
    /// - Parameter releases: as they were before it was decided that the call hangs; it does not if there was one
    ///   since.
    func wait(_ limit: Duration, since releases: Int, _ exchange: Exchange) async -> Bool {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        defer { state.withLock { $0.promises[id] = nil } }
        return await exchange.wait(limit) { promise in
            let isReleased = state.withLock { state in
                state.promises[id] = promise
                return state.releases != releases
            }
            if isReleased { promise.succeed(true) }
        }
    }

    /// Lets all go that hang now.
    func release() {
        let promises = state.withLock { state in
            defer { state.promises = [:] }
            state.releases += 1
            return state.promises
        }
        for promise in promises.values { promise.succeed(true) }
    }
}
