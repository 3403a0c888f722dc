import Jobs
import TestSupport

/// A broker that lets something happen between its answer to a submission and what is done with it.
final class InterruptedBroker: Broker {
    /// Happens once, after the next submission.
    let afterSubmission = Watched<(@Sendable () async throws -> Void)?>(nil)
    private let broker: ReferenceBroker

    init(_ broker: ReferenceBroker) {
        self.broker = broker
    }

    func submit(_ submissions: [Submission]) async -> [Result<Admission, BrokerError>] {
        let results = await broker.submit(submissions)
        let interruption = afterSubmission.change { action in
            defer { action = nil }
            return action
        }
        do { try await interruption?() } catch { return submissions.map { _ in .failure(.unreadable) } }
        return results
    }

    func lease(_ demand: Demand) async throws(BrokerError) -> [Lease] { try await broker.lease(demand) }

    func extend(_ tokens: [LeaseToken]) async throws(BrokerError) -> Set<LeaseToken> { try await broker.extend(tokens) }

    func checkpoint(
        _ token: LeaseToken, part: Int, of total: Int, payload: [UInt8]
    ) async throws(BrokerError) -> Bool {
        try await broker.checkpoint(token, part: part, of: total, payload: payload)
    }

    func settle(_ settlements: [Settlement]) async throws(BrokerError) -> [Settlement.Receipt] {
        try await broker.settle(settlements)
    }

    func cancel(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> CancelOutcome {
        try await broker.cancel(id, as: principal)
    }

    func retry(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> RetryOutcome {
        try await broker.retry(id, as: principal)
    }

    func glance(_ id: RequestID, as principal: Principal) -> RecordLookup? { nil }

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
