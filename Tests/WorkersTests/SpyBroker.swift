import Jobs
import TestSupport

/// A broker that lets everything through to another one, and remembers what its workers asked for.
final class SpyBroker: Broker {
    struct Record: Sendable {
        var demands: [Demand] = []
        /// Demands that wait for jobs now.
        var outstanding = 0
        /// The jobs of each demand that was met.
        var leased: [[Int64]] = []
        var extensions = 0
        var settlements: [Settlement] = []
        var receipts: [Settlement.Receipt] = []
        /// Heartbeats that will fail before others go through.
        var failingExtensions = 0
        /// Settlements never come back, as with a full disk.
        var isSettlingStuck = false
    }

    let log = Watched(Record())
    private let broker: any Broker

    init(_ broker: any Broker) {
        self.broker = broker
    }

    var record: Record { log.value }

    /// Returns once the record meets the condition.
    func until(_ rule: String, _ condition: @escaping @Sendable (Record) -> Bool) async throws {
        try await log.until(rule, condition)
    }

    func lease(_ demand: Demand) async throws(BrokerError) -> [Lease] {
        log.change { record in
            record.demands.append(demand)
            record.outstanding += 1
        }
        defer { log.change { $0.outstanding -= 1 } }
        let leases = try await broker.lease(demand)
        log.change { $0.leased.append(leases.map(\.token.job)) }
        return leases
    }

    func extend(_ tokens: [LeaseToken]) async throws(BrokerError) -> Set<LeaseToken> {
        let mayPass = log.change { record in
            record.extensions += 1
            record.failingExtensions -= 1
            return record.failingExtensions < 0
        }
        guard mayPass else { throw .unwritable }
        return try await broker.extend(tokens)
    }

    func settle(_ settlements: [Settlement]) async throws(BrokerError) -> [Settlement.Receipt] {
        if record.isSettlingStuck {
            do { try await TestSignal("never").wait() } catch { throw .closed }
        }
        let receipts = try await broker.settle(settlements)
        log.change { record in
            record.settlements += settlements
            record.receipts += receipts
        }
        return receipts
    }

    func submit(_ submissions: [Submission]) async -> [Result<Admission, BrokerError>] {
        await broker.submit(submissions)
    }

    func checkpoint(
        _ token: LeaseToken, part: Int, of total: Int, payload: [UInt8]
    ) async throws(BrokerError) -> Bool {
        try await broker.checkpoint(token, part: part, of: total, payload: payload)
    }

    func cancel(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> CancelOutcome {
        try await broker.cancel(id, as: principal)
    }

    func retry(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> RetryOutcome {
        try await broker.retry(id, as: principal)
    }

    func glance(_ id: RequestID, as principal: Principal) -> RecordLookup? { broker.glance(id, as: principal) }

    func record(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> RecordLookup {
        try await broker.record(id, as: principal)
    }

    func observe(_ observer: @escaping @Sendable ([Change]) -> Void) { broker.observe(observer) }

    func setPaused(_ paused: Bool) async throws(BrokerError) { try await broker.setPaused(paused) }

    func requests(
        of principal: Principal, before last: RequestID?, limit: Int
    ) async throws(BrokerError) -> [RequestRecord] {
        try await broker.requests(of: principal, before: last, limit: limit)
    }

    func snapshot() async throws(BrokerError) -> QueueSnapshot { try await broker.snapshot() }

    func close() async throws { try await broker.close() }

    func run() async throws(BrokerError) { try await broker.run() }
}
