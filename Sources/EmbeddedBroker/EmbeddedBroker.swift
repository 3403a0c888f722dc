import AsyncPrimitives
import GRDB
package import Jobs
import Synchronization

/// The default broker: the queue is in memory, the journal is an SQLite database.
///
/// Memory holds a small ticket per unfinished job; texts stay on disk until a lease needs them. The queue decides under
/// a lock, the journal writes outside it, and the queue is told when the write is durable.
package final class EmbeddedBroker: Broker {
    let policy: BrokerPolicy
    let time: any TimeSource
    let journal: Journal
    let state: Mutex<QueueState>
    let clock: QueueClock
    let pending = PendingSubmissions()
    /// Wakes `run` when something is due before the time it waits for.
    let earlierWork = EventCounter()
    let onEvent: @Sendable (JournalEvent) -> Void
    package let waiters = RequestWaiters()
    private let forecast: @Sendable () -> ThroughputForecast
    private let observers = Mutex<[@Sendable ([Change]) -> Void]>([])
    private let demandNumbers = Atomic<UInt64>(0)

    /// Opens the journal of a data directory and loads its unfinished work into memory. When this returns, all work
    /// that was accepted earlier waits again. Throws `JournalError` with a message for the operator.
    /// - Parameters:
    ///   - forecast: the throughput that the provider side expects, for the Retry-After of rejected submissions.
    ///   - onEvent: called with what the operator must know about the journal; must not block.
    package init(
        directory: String, policy: BrokerPolicy, time: any TimeSource,
        forecast: @escaping @Sendable () -> ThroughputForecast,
        onEvent: @escaping @Sendable (JournalEvent) -> Void = { _ in }
    ) async throws(JournalError) {
        self.policy = policy
        self.time = time
        self.forecast = forecast
        self.onEvent = onEvent
        journal = try Journal(directory: directory, onEvent: onEvent)
        let recovered = try await Recovery(policy: policy, now: time.now).state(from: journal)
        clock = recovered.clock
        state = Mutex(recovered)
    }

    package func observe(_ observer: @escaping @Sendable ([Change]) -> Void) {
        observers.withLock { $0.append(observer) }
    }

    package func snapshot() async throws(BrokerError) -> QueueSnapshot {
        let now = time.now
        return try state.withLock { state throws(BrokerError) -> QueueSnapshot in
            guard !state.isClosed else { throw .closed }
            var snapshot = QueueSnapshot()
            snapshot.waiting = state.ready.count + state.delayed.count + state.committing
            snapshot.running = state.usage.jobs - snapshot.waiting
            snapshot.limit = policy.bounds.jobs
            snapshot.bytes = state.usage.bytes
            snapshot.bytesLimit = policy.bounds.bytes
            snapshot.next = state.ready.first.flatMap { state.ticket(job: $0.job) }.map { state.tickets[$0].census }
            snapshot.oldestAge = state.oldestWaiting().map { now - $0 }
            snapshot.isPaused = state.isPaused
            snapshot.isWritable = state.isWritable
            snapshot.durability = "fsync: a 202 is on this machine's disk"
            return snapshot
        }
    }

    var isWritable: Bool { state.withLock { $0.isWritable } }

    package func setPaused(_ paused: Bool) async throws(BrokerError) {
        try await write { try $0.set("paused", to: paused ? 1 : 0) }
        state.withLock { $0.isPaused = paused }
        serve()
    }

    package func close() async throws {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.demands = [] }
            return state.demands
        }
        for waiter in waiting { waiter.continuation.resume(returning: .failure(.closed)) }
        let now = clock.onDisk(time.now)
        journal.note { try $0.setTime(now) }
        try await journal.close()
    }

    /// Promises the next free slot to a submission that was rejected.
    func nextSlot() -> (promise: SlotPromise.Promise, depth: Int, limit: Int) {
        // Asked outside the lock: the provider side has locks of its own.
        let (now, forecast) = (time.now, forecast())
        return state.withLock { $0.nextSlot(at: now, forecast: forecast) }
    }

    func nextDemandNumber() -> UInt64 { demandNumbers.add(1, ordering: .relaxed).newValue }

    /// Leases batches to waiting workers, as long as there are both. Must be called after anything that may make a
    /// batch available.
    /// - Parameter fresh: jobs that were just committed. If one is leased at once, its text need not be read.
    func serve(fresh: [PendingSubmissions.Entry] = []) {
        let now = time.now
        let grants = state.withLock { $0.grants(at: now) }
        if let wake = grants.wake { wakeRun(by: wake) }
        for (waiter, leased) in grants.leased {
            let withTexts = leased.map { ticket in
                var ticket = ticket
                ticket.pending = fresh.first { $0.ticket.job == ticket.token.job }
                return ticket
            }
            waiter.continuation.resume(returning: .success(fresh.isEmpty ? leased : withTexts))
        }
        endApart(grants.failures)
    }

    func publish(_ requests: [RequestID], _ newState: JobState, replacing replaced: UInt64? = nil) {
        guard !requests.isEmpty else { return }
        let changes = requests.map { Change(request: $0, state: newState, replaced: replaced) }
        // Observers run first: they count, and drop stale answers. A client that is woken then sees the effect.
        for observer in observers.withLock({ $0 }) { observer(changes) }
        waiters.changed(requests)
    }

    /// Writes, and records whether the disk accepts writes. While it does not, nothing is leased.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(BrokerError) -> Value {
        do {
            let value = try await journal.write(body)
            let wasWritable = state.withLock { state in
                defer { state.isWritable = true }
                return state.isWritable
            }
            if !wasWritable { serve() }
            return value
        } catch {
            throw recordFailure(error)
        }
    }

    /// Converts a journal error for callers, and records that the disk does not accept writes if that is the cause.
    func recordFailure(_ error: JournalError) -> BrokerError {
        switch error {
        case .closed: return .closed
        case .unwritable, .unreadable, .cannotOpen, .directoryInUse:
            state.withLock { $0.isWritable = false }
            return .unwritable
        }
    }

    /// Writes what must not be lost: retries until the disk accepts it. Returns false if the broker is closed or the
    /// retries were cancelled.
    /// - Parameter isCancellable: whether cancelling the task ends the retries. Only for a write that the next start
    ///   would decide on again.
    func writeSurely(
        isCancellable: Bool = false, _ body: @escaping @Sendable (Database) throws -> Void
    ) async -> Bool {
        while true {
            do {
                try await write(body)
                return true
            } catch .closed {
                return false
            } catch {
                // Sleep in a separate task: in a cancelled task, the sleep would return at once.
                let pause = Task { [time] in try await time.sleep(until: time.now + .seconds(1)) }
                do {
                    try await withTaskCancellationHandler {
                        try await pause.value
                    } onCancel: {
                        if isCancellable { pause.cancel() }
                    }
                } catch {
                    return false
                }
            }
        }
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(BrokerError) -> Value {
        do {
            return try await journal.read(body)
        } catch {
            if state.withLock({ $0.isClosed }) { throw .closed }
            throw Task.isCancelled ? .cancelled : .unreadable
        }
    }
}
