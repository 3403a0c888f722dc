import Synchronization

/// Reports when the client of one connection disconnects: when it closes its side, or the connection breaks. This is
/// noticed only while the server reads from the connection, so not while pipelined requests fill the buffer.
///
/// Belongs to the connection, not to a request: a wait that ends normally leaves nothing behind, and the connection
/// continues.
package final class DisconnectMonitor: Sendable {
    private struct State {
        var isDisconnected = false
        var actions: [(id: UInt64, run: @Sendable () -> Void)] = []
        var lastID: UInt64 = 0
    }

    private let state = Mutex(State())

    /// The client is connected until `clientDisconnected()`.
    package init() {}

    /// Whether the client has disconnected; it never comes back.
    package var isDisconnected: Bool { state.withLock { $0.isDisconnected } }

    /// Runs `action` once when the client disconnects, at once if it already has. It runs on the connection's event
    /// loop or on the caller's thread, so it must not block.
    package func onDisconnect(_ action: @escaping @Sendable () -> Void) -> Registration {
        let id = state.withLock { state -> UInt64? in
            guard !state.isDisconnected else { return nil }
            state.lastID += 1
            state.actions.append((state.lastID, action))
            return state.lastID
        }
        if id == nil { action() }
        return Registration(monitor: self, id: id)
    }

    /// The client has disconnected: runs the registered actions. Later calls do nothing.
    package func clientDisconnected() {
        let actions = state.withLock { state in
            state.isDisconnected = true
            defer { state.actions = [] }
            return state.actions
        }
        for action in actions { action.run() }
    }

    private func remove(_ id: UInt64) {
        state.withLock { state in state.actions.removeAll { $0.id == id } }
    }

    /// One call of `onDisconnect`.
    package struct Registration: Sendable {
        fileprivate let monitor: DisconnectMonitor
        /// Nil if the action ran at once.
        fileprivate let id: UInt64?

        /// Prevents the action from being started; it may already be running. Call it when the wait is over.
        package func cancel() {
            if let id { monitor.remove(id) }
        }
    }
}
