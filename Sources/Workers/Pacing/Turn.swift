import Synchronization

/// Lets tasks through one at a time: in the order they came, but those in haste before the others.
final class Turn: Sendable {
    private struct State {
        var isTaken = false
        var waiting: [(number: Int, isHasty: Bool)] = []
        var lastNumber = 0
    }

    private let state = Mutex(State())
    private let bell = Bell()

    /// Whether so many wait.
    func isWaitedFor(by count: Int) -> Bool { state.withLock { $0.waiting.count == count } }

    /// Runs the body while nobody else is let through. Throws when its task is cancelled while it waits.
    func take<Value: Sendable, Failure: Error>(
        hasty: Bool = false, _ body: () async throws(Failure) -> Value
    ) async throws(CancellationError) -> Result<Value, Failure> {
        let number = state.withLock { state in
            state.lastNumber += 1
            let place = hasty ? state.waiting.firstIndex { !$0.isHasty } : nil
            state.waiting.insert((state.lastNumber, hasty), at: place ?? state.waiting.endIndex)
            return state.lastNumber
        }
        while true {
            let rings = bell.rings
            let isIn = state.withLock { state in
                if Task.isCancelled { return false }
                let isNext = !state.isTaken && state.waiting.first?.number == number
                if isNext { (state.isTaken, _) = (true, state.waiting.removeFirst()) }
                return isNext
            }
            if isIn { break }
            if Task.isCancelled {
                state.withLock { state in state.waiting.removeAll { $0.number == number } }
                // It may have been the first in line.
                bell.ring()
                throw CancellationError()
            }
            await bell.wait(after: rings)
        }
        defer {
            state.withLock { $0.isTaken = false }
            bell.ring()
        }
        return await Result { () async throws(Failure) in try await body() }
    }
}
