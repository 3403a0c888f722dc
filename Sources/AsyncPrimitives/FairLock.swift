import Synchronization

/// A lock for tasks that is held across suspensions. Tasks get it in order of arrival, but urgent ones before the
/// others.
package final class FairLock: Sendable {
    private struct State {
        var isHeld = false
        var waiting: [(number: Int, isUrgent: Bool)] = []
        var lastNumber = 0
    }

    private let state = Mutex(State())
    private let changes = EventCounter()

    package init() {}

    /// Whether this many tasks wait.
    func isWaitedFor(by count: Int) -> Bool { state.withLock { $0.waiting.count == count } }

    /// Runs the body while no other task holds the lock. Throws if its task is cancelled while it waits.
    package func withLock<Value: Sendable, Failure: Error>(
        urgent: Bool = false, _ body: () async throws(Failure) -> Value
    ) async throws(CancellationError) -> Result<Value, Failure> {
        let number = state.withLock { state in
            state.lastNumber += 1
            let place = urgent ? state.waiting.firstIndex { !$0.isUrgent } : nil
            state.waiting.insert((state.lastNumber, urgent), at: place ?? state.waiting.endIndex)
            return state.lastNumber
        }
        while true {
            let seen = changes.count
            let isMine = state.withLock { state in
                if Task.isCancelled { return false }
                let isNext = !state.isHeld && state.waiting.first?.number == number
                if isNext { (state.isHeld, _) = (true, state.waiting.removeFirst()) }
                return isNext
            }
            if isMine { break }
            if Task.isCancelled {
                state.withLock { state in state.waiting.removeAll { $0.number == number } }
                // It may have been the first in line, so the others must check again.
                changes.notify()
                throw CancellationError()
            }
            await changes.wait(after: seen)
        }
        defer {
            state.withLock { $0.isHeld = false }
            changes.notify()
        }
        return await Result { () async throws(Failure) in try await body() }
    }
}
