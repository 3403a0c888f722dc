import Synchronization

/// Counts events, and wakes the tasks that wait for the next one. A waiter passes the count that it last saw, so that
/// an event between reading the count and waiting is not lost.
package final class EventCounter: Sendable {
    private struct State {
        var count = 0
        var waiting: [Int: AsyncStream<Never>.Continuation] = [:]
        var lastWait = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// The number of events so far.
    package var count: Int { state.withLock { $0.count } }

    /// Counts one more event, and wakes all waiters.
    package func notify() {
        let waiting = state.withLock { state in
            state.count += 1
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for waiter in waiting { waiter.finish() }
    }

    /// Returns once there have been more than `count` events, or its task is cancelled.
    package func wait(after count: Int) async {
        let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
        let number = state.withLock { state -> Int? in
            guard state.count == count else { return nil }
            state.lastWait += 1
            state.waiting[state.lastWait] = continuation
            return state.lastWait
        }
        guard let number else { return }
        for await _ in stream {}
        state.withLock { state in state.waiting[number] = nil }
    }

    /// The same, but no longer than `sleep` takes.
    /// - Parameter sleep: returns at that time; throws when its task is cancelled.
    package func wait(
        after count: Int, orUntil sleep: @escaping @Sendable () async throws -> Void
    ) async throws(CancellationError) {
        await withTaskGroup { group in
            group.addTask { await self.wait(after: count) }
            // Throws only when the group cancels it.
            group.addTask { do { try await sleep() } catch { return } }
            await group.next()
            group.cancelAll()
        }
        if Task.isCancelled { throw CancellationError() }
    }
}
