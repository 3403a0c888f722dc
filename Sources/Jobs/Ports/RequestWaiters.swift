import Synchronization

/// The calls to this process that wait for a request to change. Each costs a dictionary entry.
package final class RequestWaiters: Sendable {
    private struct State {
        var waits: [RequestID: [Wait]] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())

    package init() {}

    /// Ends the waits for requests that have changed. Called by the broker.
    package func changed(_ requests: [RequestID]) {
        let waits = state.withLock { state in
            state.waits.isEmpty ? [] : requests.flatMap { state.waits.removeValue(forKey: $0) ?? [] }
        }
        for wait in waits { wait.end(.changed) }
    }

    /// Ends all waits. Later ones end at once.
    package func close() {
        let waits = state.withLock { state in
            state.isClosed = true
            defer { state.waits = [:] }
            return state.waits.values.flatMap(\.self)
        }
        for wait in waits { wait.end(.closed) }
    }

    /// Starts a wait. Must be called before the request's record is read, so that no change in between is missed. The
    /// caller must `cancel` the wait.
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

    /// One wait. It ends once.
    package final class Wait: Sendable {
        private struct State {
            var result: WaitResult?
            var continuation: CheckedContinuation<WaitResult, Never>?
        }

        let id: RequestID
        private let state = Mutex(State())

        fileprivate init(id: RequestID) {
            self.id = id
        }

        /// Ends the wait, unless it has ended.
        package func end(_ result: WaitResult) {
            let continuation = state.withLock { state -> CheckedContinuation<WaitResult, Never>? in
                guard state.result == nil else { return nil }
                state.result = result
                defer { state.continuation = nil }
                return state.continuation
            }
            continuation?.resume(returning: result)
        }

        /// Waits for the end. Only one task at a time may do so.
        package func result() async -> WaitResult {
            await withCheckedContinuation { continuation in
                let result = state.withLock { state in
                    if state.result == nil { state.continuation = continuation }
                    return state.result
                }
                if let result { continuation.resume(returning: result) }
            }
        }
    }
}

/// Why a wait for a request ended.
package enum WaitResult: Sendable {
    case changed
    case timedOut
    case callerLeft
    /// The server is shutting down; waiters get the current state.
    case closed
}
