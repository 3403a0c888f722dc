package import Jobs

/// A broker to be read: docs/queue.md in code, in memory, with plain collections and linear scans.
///
/// The rules are in `ReferenceQueue`, a value that is told what happens and when, kept in a `ReferenceStore`. This
/// shell is one process on the store: it gives it the time, and lets those wait who lease.
package final class ReferenceBroker: Broker {
    private static let tick = Duration.seconds(1)

    private let time: any TimeSource
    private let forecast: @Sendable () -> ThroughputForecast
    private let store: ReferenceStore
    private let process: Int
    package let waiters: RequestWaiters

    /// A process of its own on a store that others may share.
    package init(_ store: ReferenceStore, time: any TimeSource, forecast: @escaping @Sendable () -> ThroughputForecast)
    {
        self.time = time
        self.forecast = forecast
        self.store = store
        (process, waiters) = store.open()
    }

    /// The only process on a store of its own.
    package convenience init(
        policy: BrokerPolicy, time: any TimeSource, forecast: @escaping @Sendable () -> ThroughputForecast
    ) {
        self.init(ReferenceStore(policy: policy, at: time.now), time: time, forecast: forecast)
    }

    /// Ends this process: those who wait and those who come get `closed`. Others go on.
    package func end() { store.queue.change { $0.ended.insert(process) } }

    package func submit(_ submissions: [Submission]) async -> [Result<Admission, BrokerError>] {
        let forecast = forecast()
        do throws(BrokerError) {
            return try act { queue, now in
                submissions.map { .success(queue.submit($0, at: now, forecast: forecast)) }
            }
        } catch {
            return submissions.map { _ in .failure(error) }
        }
    }

    package func lease(_ demand: Demand) async throws(BrokerError) -> [Lease] {
        while true {
            if Task.isCancelled { throw .cancelled }
            let (readiness, leases) = try act { queue, now in
                let readiness = queue.readiness(for: demand, of: process, at: now)
                guard case .send(let jobs) = readiness else { return (readiness, [Lease]()) }
                return (readiness, jobs.map { queue.lease($0, to: process, at: now) })
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
        let forecast = forecast()
        return try act { queue, now in queue.retry(id, as: principal, at: now, forecast: forecast) }
    }

    package func recordInMemory(_ id: RequestID, as principal: Principal) -> RecordLookup? { nil }

    package func record(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> RecordLookup {
        try act { queue, now in queue.lookUp(id, as: principal, at: now) }
    }

    package func requests(
        of principal: Principal, in states: Set<JobState>, before start: RequestID?, limit: Int
    ) async throws(BrokerError) -> RequestPage {
        try act { queue, now in queue.requests(of: principal, in: states, before: start, limit: limit, at: now) }
    }

    package func observe(_ observer: @escaping @Sendable ([Change]) -> Void) {
        store.observe(as: process, observer)
    }

    package func setPaused(_ paused: Bool) async throws(BrokerError) {
        try act { queue, _ in queue.isPaused = paused }
    }

    package func snapshot() async throws(BrokerError) -> QueueSnapshot {
        try act { queue, now in queue.snapshot(at: now) }
    }

    package func close() async throws { end() }

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

    private func act<Answer: Sendable>(
        _ move: (inout ReferenceQueue, Timestamp) -> Answer
    ) throws(BrokerError) -> Answer {
        try store.act(as: process) { move(&$0, time.now) }
    }

    /// Returns when the readiness may be another: the queue has changed, or the deadline is there.
    private func news(for demand: Demand, until deadline: Timestamp?, unlike old: ReferenceQueue.Readiness) async {
        await withTaskGroup { [store, process, time] group in
            group.addTask {
                // Cancelled: the caller looks.
                try? await store.queue.wait { queue in
                    queue.ended.contains(process) || queue.readiness(for: demand, of: process, at: time.now) != old
                }
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
