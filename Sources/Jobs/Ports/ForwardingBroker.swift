/// A broker that passes calls on to another one, except for those that its type implements itself.
package protocol ForwardingBroker: Broker {
    /// The broker that gets the calls.
    var base: any Broker { get }
}

extension ForwardingBroker {
    package func submit(_ submissions: [Submission]) async -> [Result<Admission, BrokerError>] {
        await base.submit(submissions)
    }

    package func lease(_ demand: Demand) async throws(BrokerError) -> [Lease] { try await base.lease(demand) }

    package func extend(_ tokens: [LeaseToken]) async throws(BrokerError) -> Set<LeaseToken> {
        try await base.extend(tokens)
    }

    package func checkpoint(
        _ token: LeaseToken, part: Int, of total: Int, payload: [UInt8]
    ) async throws(BrokerError) -> Bool {
        try await base.checkpoint(token, part: part, of: total, payload: payload)
    }

    package func settle(_ settlements: [Settlement]) async throws(BrokerError) -> [Settlement.Receipt] {
        try await base.settle(settlements)
    }

    package func cancel(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> CancelOutcome {
        try await base.cancel(id, as: principal)
    }

    package func retry(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> RetryOutcome {
        try await base.retry(id, as: principal)
    }

    package func recordInMemory(_ id: RequestID, as principal: Principal) -> RecordLookup? {
        base.recordInMemory(id, as: principal)
    }

    package func record(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> RecordLookup {
        try await base.record(id, as: principal)
    }

    package func requests(
        of principal: Principal, in states: Set<JobState>, before start: RequestID?, limit: Int
    ) async throws(BrokerError) -> RequestPage {
        try await base.requests(of: principal, in: states, before: start, limit: limit)
    }

    package var waiters: RequestWaiters { base.waiters }

    package func observe(_ observer: @escaping @Sendable ([Change]) -> Void) { base.observe(observer) }

    package func setPaused(_ paused: Bool) async throws(BrokerError) { try await base.setPaused(paused) }

    package func snapshot() async throws(BrokerError) -> QueueSnapshot { try await base.snapshot() }

    package func run() async throws(BrokerError) { try await base.run() }

    package func close() async throws { try await base.close() }
}
