import Synchronization

/// Connects callers with the thread that runs the transfers. Each caller is answered exactly once, by the code that
/// removes its continuation.
final class RequestInbox: Sendable {
    typealias Answer = Result<TransportResponse, TransportError>

    /// A request that the thread has not taken yet.
    struct Order: Sendable {
        let number: Int
        let request: TransportRequest
        let deadline: ContinuousClock.Instant
    }

    /// What has arrived since the thread last called `take`.
    struct Post: Sendable {
        var orders: [Order] = []
        /// Requests whose callers no longer wait.
        var abandoned: Set<Int> = []
    }

    private struct State {
        var lastNumber = 0
        var waiters: [Int: CheckedContinuation<Answer, Never>] = [:]
        var post = Post()
        var isClosed = false
        /// The handle to wake; nil once the thread has ended.
        var multi: MultiHandle?
        /// Whether the thread was woken and has not called `take` since.
        var isWoken = false

        /// The handle to wake after the lock is released; nil if that is not needed.
        mutating func waking() -> MultiHandle? {
            defer { isWoken = true }
            return isWoken ? nil : multi
        }
    }

    private let state: Mutex<State>

    init(multi: MultiHandle) {
        state = Mutex(State(multi: multi))
    }

    /// Hands the request over, and waits for its response or the task's cancellation.
    func send(_ request: TransportRequest) async -> Answer {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        let order = Order(number: number, request: request, deadline: .now + request.timeout)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { park($0, order) }
        } onCancel: {
            cancel(number)
        }
    }

    /// For the thread: what has arrived; nil once the inbox is closed.
    func take() -> Post? {
        state.withLock { state in
            guard !state.isClosed else { return nil }
            defer { state.post = Post() }
            state.isWoken = false
            state.post.orders.removeAll { state.waiters[$0.number] == nil }
            return state.post
        }
    }

    /// Does nothing if the caller no longer waits.
    func answer(_ number: Int, _ answer: Answer) {
        state.withLock { $0.waiters.removeValue(forKey: number) }?.resume(returning: answer)
    }

    /// Answers all callers with `closed`, and tells the thread to end.
    func close() {
        let (waiters, multi) = state.withLock { state in
            defer { state.waiters = [:] }
            state.post = Post()
            state.isClosed = true
            return (state.waiters.values.map(\.self), state.waking())
        }
        multi?.wakeUp()
        for waiter in waiters { waiter.resume(returning: .failure(.closed)) }
    }

    /// The thread has ended and need not be woken any more.
    func end() {
        state.withLock { $0.multi = nil }
    }

    private func park(_ waiter: CheckedContinuation<Answer, Never>, _ order: Order) {
        let (refusal, multi) = state.withLock { state -> (TransportError?, MultiHandle?) in
            if state.isClosed { return (.closed, nil) }
            // A later cancellation finds the waiter.
            if Task.isCancelled { return (.cancelled, nil) }
            state.waiters[order.number] = waiter
            state.post.orders.append(order)
            return (nil, state.waking())
        }
        multi?.wakeUp()
        if let refusal { waiter.resume(returning: .failure(refusal)) }
    }

    private func cancel(_ number: Int) {
        let (waiter, multi) = state.withLock { state -> (CheckedContinuation<Answer, Never>?, MultiHandle?) in
            guard let waiter = state.waiters.removeValue(forKey: number) else { return (nil, nil) }
            state.post.abandoned.insert(number)
            return (waiter, state.waking())
        }
        multi?.wakeUp()
        waiter?.resume(returning: .failure(.cancelled))
    }
}
