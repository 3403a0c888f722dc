import Jobs
import Synchronization

/// Wakes whoever waits for something to change. Hearing is by count, so that no ring between a look and a wait is missed.
final class Bell: Sendable {
    private struct State {
        var rings = 0
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var lastWait = 0
    }

    private let state = Mutex(State())

    /// How often it rang.
    var rings: Int { state.withLock { $0.rings } }

    func ring() {
        let waiting = state.withLock { state in
            state.rings += 1
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for waiter in waiting { waiter.resume() }
    }

    /// Returns when it has rung more often than that, or with its task's end.
    func wait(after rings: Int) async {
        let number = state.withLock { state in
            state.lastWait += 1
            return state.lastWait
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mustWait = state.withLock { state in
                    guard state.rings == rings, !Task.isCancelled else { return false }
                    state.waiting[number] = continuation
                    return true
                }
                if !mustWait { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: number) }?.resume()
        }
    }

    /// The same, until a time at most.
    func wait(after rings: Int, until end: Timestamp, on time: any TimeSource) async throws(CancellationError) {
        await withTaskGroup { group in
            group.addTask { await self.wait(after: rings) }
            group.addTask {
                // Ends early only when the group does.
                do { try await time.sleep(until: end) } catch { return }
            }
            await group.next()
            group.cancelAll()
        }
        if Task.isCancelled { throw CancellationError() }
    }
}
