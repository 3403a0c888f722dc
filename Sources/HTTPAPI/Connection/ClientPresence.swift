import Synchronization

/// Whether the client of one connection is still there. It has left when it closed its side or the connection broke;
/// that is noticed while we read from it, so not while pipelined requests wait for their turn in a full buffer.
///
/// Belongs to the connection, not to a request: a wait that ends normally leaves no trace, and the connection goes on.
package final class ClientPresence: Sendable {
    private struct State {
        var isGone = false
        var actions: [(id: UInt64, run: @Sendable () -> Void)] = []
        var lastID: UInt64 = 0
    }

    private let state = Mutex(State())

    /// A client who is there until `leave`.
    package init() {}

    /// Whether the client has left; it never comes back.
    package var isGone: Bool { state.withLock { $0.isGone } }

    /// Runs `action` once when the client leaves, at once if it has left already. It runs on the connection's event
    /// loop or on the caller's thread, so it must not block.
    package func whenGone(_ action: @escaping @Sendable () -> Void) -> Registration {
        let id = newID()
        if !register(action, as: id) { action() }
        return Registration(presence: self, id: id)
    }

    /// Returns when the client leaves, or when the task is cancelled. Leaves nothing behind.
    package func untilGone() async {
        let id = newID()
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if !register({ continuation.resume() }, as: id) { return continuation.resume() }
                // Cancelled before it was registered: `onCancel` found nothing.
                if Task.isCancelled { remove(id)?() }
            }
        } onCancel: {
            remove(id)?()
        }
    }

    /// The client has left: runs what was registered. Later calls do nothing.
    package func leave() {
        let actions = state.withLock { state in
            state.isGone = true
            defer { state.actions = [] }
            return state.actions
        }
        for action in actions { action.run() }
    }

    private func newID() -> UInt64 {
        state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
    }

    /// False if the client has left already.
    private func register(_ action: @escaping @Sendable () -> Void, as id: UInt64) -> Bool {
        state.withLock { state in
            guard !state.isGone else { return false }
            state.actions.append((id, action))
            return true
        }
    }

    @discardableResult
    fileprivate func remove(_ id: UInt64) -> (@Sendable () -> Void)? {
        state.withLock { state in
            guard let index = state.actions.firstIndex(where: { $0.id == id }) else { return nil }
            return state.actions.remove(at: index).run
        }
    }

    /// One call of `whenGone`.
    package struct Registration: Sendable {
        fileprivate let presence: ClientPresence
        fileprivate let id: UInt64

        /// The action will not be started any more; it may be running. To be called when the wait is over.
        package func cancel() {
            presence.remove(id)
        }
    }
}
