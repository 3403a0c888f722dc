package import Jobs
import Synchronization

/// A broker to be read: docs/queue.md in code, in memory, with plain collections and linear scans.
///
/// The rules are in `ReferenceQueue`, a value that is told what happens and when. This shell gives it a lock and the
/// time, lets those wait who lease, and tells the observers.
package final class ReferenceBroker: Broker {
    private static let tick = Duration.seconds(1)

    private let time: any TimeSource
    private let outlook: @Sendable () -> Outlook
    private let state: Watched<ReferenceQueue>
    private let observers = Mutex<[@Sendable ([Change]) -> Void]>([])

    /// - Parameter journal: what `close` returned of an earlier broker, to go on from there.
    package init(
        policy: BrokerPolicy, time: any TimeSource, outlook: @escaping @Sendable () -> Outlook,
        resuming journal: ReferenceQueue? = nil
    ) {
        self.time = time
        self.outlook = outlook
        state = Watched(journal?.recovered(at: time.now) ?? ReferenceQueue(policy: policy))
    }

    /// Ends it: those who wait and those who come get `closed`.
    /// - Returns: what a journal would hold now.
    @discardableResult
    package func close() -> ReferenceQueue {
        state.change { queue in
            defer { queue.isClosed = true }
            return queue
        }
    }

    package func submit(_ submissions: [Submission]) async -> [Result<Admission, BrokerError>] {
        let outlook = outlook()
        do throws(BrokerError) {
            return try act { queue, now in
                submissions.map { .success(queue.submit($0, at: now, outlook: outlook)) }
            }
        } catch {
            return submissions.map { _ in .failure(error) }
        }
    }

    package func lease(_ demand: Demand) async throws(BrokerError) -> [Lease] {
        while true {
            if Task.isCancelled { throw .cancelled }
            let (readiness, leases) = try act { queue, now in
                let readiness = queue.readiness(for: demand, at: now)
                guard case .send(let jobs) = readiness else { return (readiness, [Lease]()) }
                return (readiness, jobs.map { queue.lease($0, at: now) })
            }
            switch readiness {
            case .send: return leases
            case .wait(let deadline): await news(for: demand, until: deadline, unlike: readiness)
            }
        }
    }

    package func extend(_ tokens: [LeaseToken]) async throws(BrokerError) -> Set<LeaseToken> {
        try act { queue, now in Set(tokens.filter { queue.extend($0, at: now) }) }
    }

    package func checkpoint(
        _ token: LeaseToken, part: Int, of total: Int, payload: [UInt8]
    ) async throws(BrokerError) -> Bool {
        try act { queue, _ in queue.checkpoint(token, part: part, of: total, payload: payload) }
    }

    package func settle(_ settlements: [Settlement]) async throws(BrokerError) -> [Settlement.Receipt] {
        try act { queue, now in settlements.map { queue.settle($0, at: now) } }
    }

    package func cancel(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> CancelOutcome {
        try act { queue, now in queue.cancel(id, as: principal, at: now) }
    }

    package func retry(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> RetryOutcome {
        let outlook = outlook()
        return try act { queue, now in queue.retry(id, as: principal, at: now, outlook: outlook) }
    }

    package func glance(_ id: RequestID, as principal: Principal) -> RecordLookup? { nil }

    package func record(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> RecordLookup {
        try act { queue, now in queue.lookUp(id, as: principal, at: now) }
    }

    package func observe(_ observer: @escaping @Sendable ([Change]) -> Void) {
        observers.withLock { $0.append(observer) }
    }

    package func setPaused(_ paused: Bool) async throws(BrokerError) {
        try act { queue, _ in queue.isPaused = paused }
    }

    package func depth() -> QueueDepth {
        state.value.depth(at: time.now)
    }

    package var isWritable: Bool { !state.value.isClosed }

    package func estimate(position: Int) -> Duration? {
        state.value.drain.perSecond(at: time.now).map { .seconds(Double(position) / $0) }
    }

    package func run() async throws(BrokerError) {
        while true {
            let due = time.now + Self.tick
            do { try await time.sleep(until: due) } catch { throw .cancelled }
            try act { queue, now in
                if now - due > Self.tick * 3 { queue.wasAway(until: now) }
                queue.tick(at: now)
            }
        }
    }

    /// One atomic move, and what follows from it for the observers.
    private func act<Answer: Sendable>(
        _ move: (inout ReferenceQueue, Timestamp) -> Answer
    ) throws(BrokerError) -> Answer {
        let (answer, changes) = state.change { queue -> (Answer?, [Change]) in
            guard !queue.isClosed else { return (nil, []) }
            let answer = move(&queue, time.now)
            defer { queue.changes = [] }
            return (answer, queue.changes)
        }
        guard let answer else { throw .closed }
        if !changes.isEmpty {
            for observer in observers.withLock({ $0 }) { observer(changes) }
        }
        return answer
    }

    /// Returns when the readiness may be another: the queue has changed, or the deadline is there.
    private func news(for demand: Demand, until deadline: Timestamp?, unlike old: ReferenceQueue.Readiness) async {
        await withTaskGroup { [state, time] group in
            group.addTask {
                // Cancelled: the caller looks.
                try? await state.wait { $0.isClosed || $0.readiness(for: demand, at: time.now) != old }
            }
            if let deadline {
                // Cancelled when something else happens first.
                group.addTask { try? await time.sleep(until: deadline) }
            }
            await group.next()
            group.cancelAll()
        }
    }
}
