import Jobs
import TestSupport

/// Lets a number of checkpoints through, remembers them, and is away from then on.
final class CheckpointSpy: Broker {
    struct Kept: Sendable {
        let part: Int
        let total: Int
        let payload: [UInt8]
    }

    let kept = Watched<[Kept]>([])
    private let broker: any Broker
    private let limit: Int
    private let error: BrokerError?
    private let left: Watched<Int>

    /// - Parameters:
    ///   - failures: how many of the later ones fail.
    ///   - error: how; nil says that the lease is not held any more.
    init(_ broker: any Broker, limit: Int = .max, failures: Int = .max, error: BrokerError? = .closed) {
        left = Watched(failures)
        self.broker = broker
        self.limit = limit
        self.error = error
    }

    func checkpoint(
        _ token: LeaseToken, part: Int, of total: Int, payload: [UInt8]
    ) async throws(BrokerError) -> Bool {
        if kept.value.count >= limit, left.value > 0 {
            left.change { $0 -= 1 }
            if let error { throw error }
            return false
        }
        kept.change { $0.append(Kept(part: part, total: total, payload: payload)) }
        return try await broker.checkpoint(token, part: part, of: total, payload: payload)
    }

    func submit(_ submissions: [Submission]) async -> [Result<Admission, BrokerError>] {
        await broker.submit(submissions)
    }

    func lease(_ demand: Demand) async throws(BrokerError) -> [Lease] { try await broker.lease(demand) }

    func extend(_ tokens: [LeaseToken]) async throws(BrokerError) -> Set<LeaseToken> { try await broker.extend(tokens) }

    func settle(_ settlements: [Settlement]) async throws(BrokerError) -> [Settlement.Receipt] {
        try await broker.settle(settlements)
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
