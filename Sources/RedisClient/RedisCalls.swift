import Synchronization

/// The waiting callers, shared by the tasks that send commands and the lane that answers them. Resumes each caller
/// once, outside the lock.
final class RedisCalls: Sendable {
    typealias Waiter = CheckedContinuation<Result<RedisReply, RedisError>, Never>
    typealias Table = CallTable<Waiter>

    private let table: Mutex<Table>
    private let onChange: @Sendable (RedisState) -> Void

    init(_ configuration: RedisConfiguration, onChange: @escaping @Sendable (RedisState) -> Void) {
        table = Mutex(Table(limit: configuration.waitingLimit, byteLimit: configuration.waitingByteLimit))
        self.onChange = onChange
    }

    var count: Int { table.withLock { $0.count } }
    var isClosed: Bool { table.withLock { $0.isClosed } }
    var state: RedisState { table.withLock { $0.isClosed ? .down(reason: RedisFault.closed.description) : $0.state } }

    /// Admits a call to be sent under its number, or resumes its caller with an error.
    /// - Parameter post: passes the number to the lane. Runs under the lock, so that everything that was admitted is in
    ///   the lane when the client closes.
    func admit(_ call: Table.Call, as number: Int, post: () -> Void) {
        let (admission, isCancelled) = table.withLock { table in
            // Checked under the lock: an earlier cancellation is seen here, and a later one finds the call.
            if Task.isCancelled { return (Table.Admission.refused, true) }
            let admission = table.admit(call, as: number)
            if admission != .refused { post() }
            return (admission, false)
        }
        switch admission {
        case .refused: call.waiter.resume(returning: .failure(isCancelled ? .cancelled : .unavailable))
        case .admitted(let alarm):
            if let alarm { setTimer(for: alarm) }
        }
    }

    func take(from numbers: inout ArraySlice<Int>, byteLimit: Int) -> CallBatch {
        table.withLock { $0.take(from: &numbers, byteLimit: byteLimit, at: .now) }
    }

    func end(_ number: Int, with result: Result<RedisReply, RedisError>) {
        table.withLock { $0.end(number) }?.resume(returning: result)
    }

    func connected() {
        change { $0.connected() }
    }

    func disconnected(by fault: RedisFault) {
        for (waiter, error) in change({ $0.disconnected(by: fault) }) { waiter.resume(returning: .failure(error)) }
    }

    func close() {
        table.withLock { $0.close() }
    }

    private func setTimer(for alarm: ContinuousClock.Instant) {
        // Ends at the deadline of a caller, and keeps nothing alive but this table.
        Task {
            // This task is never cancelled.
            try? await Task.sleep(until: alarm, clock: .continuous)
            let (due, next) = table.withLock { $0.expire(alarm, at: max(alarm, .now)) }
            if let next { setTimer(for: next) }
            for waiter in due { waiter.resume(returning: .failure(.timedOut)) }
        }
    }

    /// Calls the observer when the server goes away or comes back. A new reason for being away is not reported.
    private func change<Value: Sendable>(_ body: (inout Table) -> Value) -> Value {
        let (value, news) = table.withLock { table in
            let old = table.state
            let value = body(&table)
            return (value, old == .starting || old.isDown != table.state.isDown ? table.state : nil)
        }
        if let news { onChange(news) }
        return value
    }
}
