/// Queue and journal behind one protocol (docs/queue.md). The conformance suite defines its behaviour in code.
///
/// Every call is safe from any task. Calls that write return once the write is durable.
package protocol Broker: Sendable {
    /// Decides each submission in one atomic step: attach to equal work in flight, answer with a stored result, or
    /// admit within the bounds.
    ///
    /// Returns the outcomes in the order of the submissions, each independent: if one fails, the others are still
    /// admitted. Not cancelled if the caller goes away.
    func submit(_ submissions: [Submission]) async -> [Result<Admission, BrokerError>]

    /// Waits until a batch is ready and leases it, in order of place. Throws `cancelled` if its task is cancelled, and
    /// `closed` when the broker is closed.
    func lease(_ demand: Demand) async throws(BrokerError) -> [Lease]

    /// The heartbeat: gives each lease that is still held another term, and returns these leases.
    func extend(_ tokens: [LeaseToken]) async throws(BrokerError) -> Set<LeaseToken>

    /// Stores a finished part of a long paper. Returns false if the lease is no longer held.
    func checkpoint(_ token: LeaseToken, part: Int, of total: Int, payload: [UInt8]) async throws(BrokerError) -> Bool

    /// Ends leases, each independently, in the order given. Not cancelled if the caller goes away.
    func settle(_ settlements: [Settlement]) async throws(BrokerError) -> [Settlement.Receipt]

    /// Detaches one request. The job is cancelled when it has no request left.
    func cancel(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> CancelOutcome

    /// Queues a failed request's work again, under the same id, with new attempts and a new deadline.
    func retry(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> RetryOutcome

    /// The record of a request, if it can be returned without reading anything; nil if `record` must be called. Costs
    /// no more than a look-up, and never contradicts `record`.
    func recordInMemory(_ id: RequestID, as principal: Principal) -> RecordLookup?

    /// The record of a request.
    func record(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> RecordLookup

    /// One page of a principal's requests that can be queried, newest first, without their results. Its cost is bounded
    /// whatever the filter: a page may be short, or even empty, although older requests match.
    /// - Parameters:
    ///   - states: only requests in one of these states.
    ///   - start: only requests older than this one, which is `next` of the previous page.
    ///   - limit: maximum number of requests.
    func requests(
        of principal: Principal, in states: Set<JobState>, before start: RequestID?, limit: Int
    ) async throws(BrokerError) -> RequestPage

    /// The calls to this process that wait for a request. The broker ends the waits for requests that have changed, in
    /// whichever process. It need not check any other requests, and may be slightly late.
    var waiters: RequestWaiters { get }

    /// Calls `observer` with every state change that this process makes from now on, after it is durable and outside
    /// all locks. The observers of all processes together see every change once. The observer must not block.
    func observe(_ observer: @escaping @Sendable ([Change]) -> Void)

    /// While paused, nothing new is leased, running work continues, and submissions are accepted. Survives a restart.
    func setPaused(_ paused: Bool) async throws(BrokerError)

    /// Metrics, at a negligible cost: a broker that must query them elsewhere may return those of a moment ago.
    func snapshot() async throws(BrokerError) -> QueueSnapshot

    /// Reclaims leases, makes delayed jobs ready and expires records, until its task is cancelled.
    func run() async throws(BrokerError)

    /// Ends waiting leases with `closed`, and completes pending writes. Calls after it throw `closed`, even if the
    /// answer is in memory, and `recordInMemory` returns nil. Throws if the broker could not be closed in order.
    func close() async throws
}

extension Broker {
    /// Submits a single submission.
    package func submit(_ submission: Submission) async throws(BrokerError) -> Admission {
        guard let result = await submit([submission]).first else { throw .closed }
        return try result.get()
    }
}
