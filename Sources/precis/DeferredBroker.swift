import Jobs
import Synchronization

/// Stands in until the real broker has read its journal: HTTP answers from the first moment, and says that the server
/// is starting.
final class DeferredBroker: Broker {
    /// Set once; asked with every call, so without a lock.
    private let opening = AtomicLazyReference<Opening>()
    private let observers = Mutex<[@Sendable ([Change]) -> Void]>([])

    private final class Opening: Sendable {
        let broker: any Broker

        init(_ broker: any Broker) {
            self.broker = broker
        }
    }

    /// From now on every call goes to this broker. To be called once.
    func open(_ broker: any Broker) {
        let observers = observers.withLock { observers in
            _ = opening.storeIfNil(Opening(broker))
            return observers
        }
        for observer in observers { broker.observe(observer) }
    }

    private var current: (any Broker)? { opening.load()?.broker }

    private func opened() throws(BrokerError) -> any Broker {
        guard let current else { throw .closed }
        return current
    }

    func submit(_ submissions: [Submission]) async -> [Result<Admission, BrokerError>] {
        guard let current else { return submissions.map { _ in .failure(.closed) } }
        return await current.submit(submissions)
    }

    func lease(_ demand: Demand) async throws(BrokerError) -> [Lease] { try await opened().lease(demand) }

    func extend(_ tokens: [LeaseToken]) async throws(BrokerError) -> Set<LeaseToken> {
        try await opened().extend(tokens)
    }

    func checkpoint(
        _ token: LeaseToken, part: Int, of total: Int, payload: [UInt8]
    ) async throws(BrokerError) -> Bool {
        try await opened().checkpoint(token, part: part, of: total, payload: payload)
    }

    func settle(_ settlements: [Settlement]) async throws(BrokerError) -> [Settlement.Receipt] {
        try await opened().settle(settlements)
    }

    func cancel(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> CancelOutcome {
        try await opened().cancel(id, as: principal)
    }

    func retry(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> RetryOutcome {
        try await opened().retry(id, as: principal)
    }

    func glance(_ id: RequestID, as principal: Principal) -> RecordLookup? { current?.glance(id, as: principal) }

    func record(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> RecordLookup {
        try await opened().record(id, as: principal)
    }

    func observe(_ observer: @escaping @Sendable ([Change]) -> Void) {
        let broker = observers.withLock { observers in
            if current == nil { observers.append(observer) }
            return current
        }
        broker?.observe(observer)
    }

    func setPaused(_ paused: Bool) async throws(BrokerError) { try await opened().setPaused(paused) }

    func depth() -> QueueDepth { current?.depth() ?? QueueDepth() }

    var isWritable: Bool { current?.isWritable ?? false }

    func estimate(position: Int) -> Duration? { current?.estimate(position: position) }

    func run() async throws(BrokerError) { try await opened().run() }
}
