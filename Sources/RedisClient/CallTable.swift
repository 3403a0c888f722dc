/// The commands whose callers wait for a reply, and whether more are accepted.
///
/// Pure: it returns which callers to resume, and its owner resumes them outside the lock. A caller stays in the table
/// until the first of these: the reply, its deadline, its cancellation, or the end of the connection.
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
        /// `alarm` is the time for which a timer must be set, if one is needed.
        case admitted(alarm: Instant?)
    }

    private let limit: Int
    private let byteLimit: Int
    private var calls: [Int: Call] = [:]
    private var bytes = 0
    private(set) var state = RedisState.starting
    private(set) var isClosed = false
    /// The time of the timer in force. Timers set for other times are superseded.
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

    /// The next commands to send: those of these numbers that still wait and have time left. Empty if there are none.
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

    /// Nil if the caller has already been resumed.
    mutating func end(_ number: Int) -> Waiter? {
        guard let call = calls.removeValue(forKey: number) else { return nil }
        bytes -= call.command.size
        return call.waiter
    }

    /// Called when a timer fires. Returns the callers whose time is over, and the time for which the next timer must be
    /// set.
    mutating func expire(_ ringing: Instant, at now: Instant) -> (due: [Waiter], alarm: Instant?) {
        guard ringing == alarm else { return ([], nil) }
        let due = calls.filter { $0.value.deadline <= now }.keys.compactMap { end($0) }
        alarm = calls.values.map(\.deadline).min()
        return (due, alarm)
    }

    mutating func connected() {
        state = .up
    }

    /// The connection is gone: all calls end, and new ones are refused until there is a connection again.
    mutating func disconnected(by fault: RedisFault) -> [(waiter: Waiter, error: RedisError)] {
        state = .down(reason: fault.description)
        defer { (calls, bytes) = ([:], 0) }
        return calls.values.map { ($0.waiter, $0.isSent ? fault.error : .unavailable) }
    }

    /// Refuses new calls. Those that wait may continue to wait.
    mutating func close() {
        isClosed = true
    }
}
