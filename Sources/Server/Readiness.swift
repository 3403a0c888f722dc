import Synchronization

/// Calls `ready` once both have happened, in either order: connections are accepted, and the journal is open.
final class Readiness: Sendable {
    private struct State {
        var port: Int?
        var isOpen = false
    }

    private let state = Mutex(State())
    private let ready: @Sendable (Int) -> Void

    init(ready: @escaping @Sendable (Int) -> Void) {
        self.ready = ready
    }

    func listening(on port: Int) {
        let isOpen = state.withLock { state in
            state.port = port
            return state.isOpen
        }
        if isOpen { ready(port) }
    }

    func opened() {
        let port = state.withLock { state in
            state.isOpen = true
            return state.port
        }
        if let port { ready(port) }
    }
}
