/// The commands whose callers wait for a reply, and whether more are taken.
///
/// Pure: it says who is to be told what, its owner tells them outside the lock. A caller is in the table until it is
/// told, by whoever comes first: the reply, its deadline, its cancellation, or the end of the connection.
struct CallTable<Waiter: Sendable>: Sendable {
    typealias Instant = ContinuousClock.Instant

    struct Call: Sendable {
        let command: RedisCommand
        let timeout: Duration
        let deadline: Instant
        let waiter: Waiter
        var isSent = false
    }

    enum Admission: Equatable {
        case refused
        /// With the time for which a timer must be set, if one must.
        case admitted(alarm: Instant?)
    }

    private let limit: Int
    private let byteLimit: Int
    private var calls: [Int: Call] = [:]
    private var bytes = 0
    private(set) var state = RedisState.starting
    private(set) var isClosed = false
    /// What the timer in force is set for. Timers set for other times are superseded.
    private var alarm: Instant?

    init(limit: Int, byteLimit: Int) {
        self.limit = limit
        self.byteLimit = byteLimit
    }

    var count: Int { calls.count }

    mutating func admit(_ call: Call, as number: Int) -> Admission {
        let size = call.command.size
        guard !isClosed, !state.isDown, calls.count < limit, calls.isEmpty || bytes + size <= byteLimit else {
            return .refused
        }
        calls[number] = call
        bytes += size
        if let alarm, alarm <= call.deadline { return .admitted(alarm: nil) }
        alarm = call.deadline
        return .admitted(alarm: alarm)
    }

    /// The next commands to send, of those numbers that still wait and have time left. Empty when there are none.
    mutating func take(from numbers: inout ArraySlice<Int>, byteLimit: Int, at now: Instant) -> CallBatch {
        var batch = CallBatch()
        var size = 0
        while size < byteLimit, let number = numbers.popFirst() {
            guard let call = calls[number], call.deadline > now else { continue }
            calls[number]?.isSent = true
            batch.numbers.append(number)
            batch.commands.append(call.command)
            batch.patience = max(batch.patience, call.timeout)
            size += call.command.size
        }
        return batch
    }

    /// Nil when the caller has been told already.
    mutating func end(_ number: Int) -> Waiter? {
        guard let call = calls.removeValue(forKey: number) else { return nil }
        bytes -= call.command.size
        return call.waiter
    }

    /// What a timer is to do: those whose time is over, and the time for which the next one must be set.
    mutating func expire(_ ringing: Instant, at now: Instant) -> (due: [Waiter], alarm: Instant?) {
        guard ringing == alarm else { return ([], nil) }
        let due = calls.filter { $0.value.deadline <= now }.keys.compactMap { end($0) }
        alarm = calls.values.map(\.deadline).min()
        return (due, alarm)
    }

    mutating func connected() {
        state = .up
    }

    /// The connection is gone: nobody waits for it any longer, and nobody new may.
    mutating func disconnected(by fault: RedisFault) -> [(waiter: Waiter, error: RedisError)] {
        state = .down(reason: fault.description)
        defer { (calls, bytes) = ([:], 0) }
        return calls.values.map { ($0.waiter, $0.isSent ? fault.error : .unavailable) }
    }

    /// Takes no more; who waits may go on waiting.
    mutating func close() {
        isClosed = true
    }
}
