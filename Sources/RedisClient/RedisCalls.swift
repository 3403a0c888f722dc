import Synchronization

/// The callers who wait, shared by those who ask and the lane that answers. Tells each of them once, outside the lock.
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

    /// Lets the call wait to be sent under its number, or tells its caller why not.
    /// - Parameter post: hands the number to the lane. Done under the lock: so when the client closes, everything that
    ///   was admitted is in the lane.
    func admit(_ call: Table.Call, as number: Int, post: () -> Void) {
        let (admission, isCancelled) = table.withLock { table in
            // Looked at under the lock: a cancellation before this is seen here, one after it finds the call.
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
            // Nobody cancels it.
            try? await Task.sleep(until: alarm, clock: .continuous)
            let (due, next) = table.withLock { $0.expire(alarm, at: max(alarm, .now)) }
            if let next { setTimer(for: next) }
            for waiter in due { waiter.resume(returning: .failure(.timedOut)) }
        }
    }

    /// Tells the observer when the server went or came back; another reason for being away is no news.
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
