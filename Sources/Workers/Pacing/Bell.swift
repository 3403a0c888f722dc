import Jobs
import Synchronization

/// Wakes whoever waits for something to change. Hearing is by count, so that no ring between a look and a wait is
/// missed.
final class Bell: Sendable {
    private struct State {
        var rings = 0
        var waiting: [Int: AsyncStream<Never>.Continuation] = [:]
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
        for waiter in waiting { waiter.finish() }
    }

    /// Returns when it has rung more often than that, or with its task's end.
    func wait(after rings: Int) async {
        let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
        let number = state.withLock { state -> Int? in
            guard state.rings == rings else { return nil }
            state.lastWait += 1
            state.waiting[state.lastWait] = continuation
            return state.lastWait
        }
        guard let number else { return }
        for await _ in stream {}
        state.withLock { state in state.waiting[number] = nil }
    }

    /// The same, until a time at most.
    func wait(after rings: Int, until end: Timestamp, on time: any TimeSource) async throws(CancellationError) {
        await withTaskGroup { group in
            group.addTask { await self.wait(after: rings) }
            // Ends early only when the group does.
            group.addTask { do { try await time.sleep(until: end) } catch { return } }
            await group.next()
            group.cancelAll()
        }
        if Task.isCancelled { throw CancellationError() }
    }
}
