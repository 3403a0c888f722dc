/// Queue and journal behind one port (docs/queue.md). Its definition in code is the conformance suite.
///
/// Every call is safe from any task. Calls that write return after the write is durable.
package protocol Broker: Sendable {
    /// One atomic move each: attach to equal work in flight, answer with a stored result, or admit within the bounds.
    ///
    /// Answers in the order of the submissions, for each by itself: one that fails leaves its neighbours admitted. Not
    /// cancelled by its caller going away.
    func submit(_ submissions: [Submission]) async -> [Result<Admission, BrokerError>]

    /// Waits until a batch is ready and takes it, in order of place. Throws `cancelled` with its task, `closed` at the
    /// end.
    func lease(_ demand: Demand) async throws(BrokerError) -> [Lease]

    /// The heartbeat: gives each lease another term, and returns those that are still held.
    func extend(_ tokens: [LeaseToken]) async throws(BrokerError) -> Set<LeaseToken>

    /// Keeps a finished part of a long paper; false when the lease is not held any more.
    func checkpoint(_ token: LeaseToken, part: Int, of total: Int, payload: [UInt8]) async throws(BrokerError) -> Bool

    /// Ends leases, each for itself, in the order given. Not cancelled by its caller going away.
    func settle(_ settlements: [Settlement]) async throws(BrokerError) -> [Settlement.Receipt]

    /// Detaches one request; its job ends when no request is left.
    func cancel(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> CancelOutcome

    /// Queues a failed request's work again, under the same id, with new attempts and a new deadline.
    func retry(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> RetryOutcome

    /// What is known of a request without reading anything; nil where `record` must be asked. At the cost of a look-up,
    /// and never in disagreement with `record`.
    func recordInMemory(_ id: RequestID, as principal: Principal) -> RecordLookup?

    /// What is known of a request.
    func record(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> RecordLookup

    /// A page of a principal's requests that can be asked for, the newest first. Its cost is bounded, whatever the
    /// filter: a page may be short, or even empty, though older requests would match.
    /// - Parameters:
    ///   - states: only requests in one of these.
    ///   - start: only requests older than this: the page before says where it ended.
    ///   - limit: so many at most.
    func requests(
        of principal: Principal, in states: Set<JobState>, before start: RequestID?, limit: Int
    ) async throws(BrokerError) -> RequestPage

    /// The calls to this process that wait for a request. The broker ends the waits for requests that have changed,
    /// whichever process changed them. It need look at no other requests, and may be a moment late.
    var waiters: RequestWaiters { get }

    /// Calls `observer` with every step of a request that this process takes from now on, after it is durable and
    /// outside all locks. What all processes observe adds up to what happened. The observer must not block.
    func observe(_ observer: @escaping @Sendable ([Change]) -> Void)

    /// While paused nothing new is leased; what runs goes on and submissions are accepted. Survives a restart.
    func setPaused(_ paused: Bool) async throws(BrokerError)

    /// Figures, at no cost to speak of: a broker that must ask for them may give those of a moment ago.
    func snapshot() async throws(BrokerError) -> QueueSnapshot

    /// Reclaims leases, wakes delayed jobs and expires records, until its task is cancelled.
    func run() async throws(BrokerError)

    /// Ends waiting leases with `closed`, and writes what is on its way. Calls after it throw `closed`, even if memory
    /// has the answer, and `recordInMemory` returns nil. Throws what kept it from an orderly end.
    func close() async throws
}

extension Broker {
    /// Submits one.
    package func submit(_ submission: Submission) async throws(BrokerError) -> Admission {
        guard let result = await submit([submission]).first else { throw .closed }
        return try result.get()
    }
}
