package import Jobs
import Synchronization

/// Calls that wait for a request to change. A waiter costs a dictionary entry and what its caller needs to be watched.
package final class RequestWaiters: Sendable {
    private struct State {
        var waits: [RequestID: [Wait]] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())

    package init() {}

    /// Tells the waiters. For a broker's `observe`.
    package func changed(_ changes: [Change]) {
        let waits = state.withLock { state in
            state.waits.isEmpty ? [] : changes.flatMap { state.waits.removeValue(forKey: $0.request) ?? [] }
        }
        for wait in waits { wait.end(.changed) }
    }

    /// Ends all waits, and every later one at once.
    package func close() {
        let waits = state.withLock { state in
            state.isClosed = true
            defer { state.waits = [:] }
            return state.waits.values.flatMap(\.self)
        }
        for wait in waits { wait.end(.closed) }
    }

    /// To be called before the request's record is read, so that no change falls between. The wait must be cancelled.
    package func register(_ id: RequestID) -> Wait {
        let wait = Wait(id: id)
        let isClosed = state.withLock { state in
            if !state.isClosed { state.waits[id, default: []].append(wait) }
            return state.isClosed
        }
        if isClosed { wait.end(.closed) }
        return wait
    }

    package func cancel(_ wait: Wait) {
        state.withLock { state in
            guard var waits = state.waits[wait.id] else { return }
            waits.removeAll { $0 === wait }
            state.waits[wait.id] = waits.isEmpty ? nil : waits
        }
    }

    /// One waiter; ends once.
    package final class Wait: Sendable {
        private struct State {
            var ending: WaitEnding?
            var continuation: CheckedContinuation<WaitEnding, Never>?
        }

        let id: RequestID
        private let state = Mutex(State())

        fileprivate init(id: RequestID) {
            self.id = id
        }

        fileprivate func end(_ ending: WaitEnding) {
            let continuation = state.withLock { state -> CheckedContinuation<WaitEnding, Never>? in
                guard state.ending == nil else { return nil }
                state.ending = ending
                defer { state.continuation = nil }
                return state.continuation
            }
            continuation?.resume(returning: ending)
        }

        /// Waits on behalf of a caller that may leave.
        package func ending(within limit: Duration, for caller: any Caller) async -> WaitEnding {
            let stop = await caller.watch(for: limit) { self.end($0) }
            defer { stop() }
            return await withCheckedContinuation { continuation in
                let ending = state.withLock { state in
                    if state.ending == nil { state.continuation = continuation }
                    return state.ending
                }
                if let ending { continuation.resume(returning: ending) }
            }
        }
    }
}
