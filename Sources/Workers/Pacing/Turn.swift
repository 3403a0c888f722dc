import Synchronization

/// Lets tasks through one at a time: in the order they came, but those in haste before the others.
final class Turn: Sendable {
    private struct Waiter {
        let number: Int
        let isHasty: Bool
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var isTaken = false
        var waiting: [Waiter] = []
        var lastNumber = 0
    }

    private let state = Mutex(State())

    /// Whether so many wait.
    func isWaitedFor(by count: Int) -> Bool { state.withLock { $0.waiting.count == count } }

    /// Runs the body while nobody else is let through. Throws when its task is cancelled while it waits.
    func take<Value: Sendable, Failure: Error>(
        hasty: Bool = false, _ body: () async throws(Failure) -> Value
    ) async throws(CancellationError) -> Result<Value, Failure> {
        try await enter(hasty)
        defer { leave() }
        do throws(Failure) {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }

    private func enter(_ isHasty: Bool) async throws(CancellationError) {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        let isIn = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    if Task.isCancelled { return false }
                    guard state.isTaken else {
                        state.isTaken = true
                        return true
                    }
                    let waiter = Waiter(number: number, isHasty: isHasty, continuation: continuation)
                    let place = isHasty ? state.waiting.firstIndex { !$0.isHasty } : nil
                    state.waiting.insert(waiter, at: place ?? state.waiting.endIndex)
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiting.firstIndex { $0.number == number }.map { state.waiting.remove(at: $0) }
            }
            waiter?.continuation.resume(returning: false)
        }
        if !isIn { throw CancellationError() }
    }

    private func leave() {
        let next = state.withLock { state -> Waiter? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.isTaken = false
            return nil
        }
        next?.continuation.resume(returning: true)
    }
}
