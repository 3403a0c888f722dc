import Analysis
import Jobs
import Synchronization
import TestSupport

/// A queue that never runs dry: whoever asks gets the next texts, as many as fit. What goes back comes first.
final class EndlessQueue: Broker {
    fileprivate struct State {
        var returned: [Lease] = []
        var leased: [Int64: Lease] = [:]
        var lastJob: Int64 = 0
        var done = 0
        var failed = 0
        var handedBack = 0
    }

    private let state = Mutex(State())
    private let document: @Sendable (Int64) -> Document

    /// - Parameter document: the text of each job, by its number.
    init(_ document: @escaping @Sendable (Int64) -> Document) {
        self.document = document
    }

    var done: Int { state.withLock { $0.done } }
    var failed: Int { state.withLock { $0.failed } }
    /// Leases that ended without a call.
    var handedBack: Int { state.withLock { $0.handedBack } }

    func lease(_ demand: Demand) async throws(BrokerError) -> [Lease] {
        if Task.isCancelled { throw .cancelled }
        return state.withLock { state in
            var leases: [Lease] = []
            var tokens = 0
            while leases.count < demand.jobs {
                let lease = state.next(document)
                let size = demand.tokens(of: lease.payload.census)
                guard leases.isEmpty || tokens + size <= demand.tokens else {
                    state.returned.insert(lease, at: 0)
                    break
                }
                tokens += size
                state.leased[lease.token.job] = lease
                leases.append(lease)
            }
            return leases
        }
    }

    func settle(_ settlements: [Settlement]) async throws(BrokerError) -> [Settlement.Receipt] {
        state.withLock { state in
            settlements.map { settlement in
                guard let lease = state.leased.removeValue(forKey: settlement.token.job) else { return .stale }
                switch settlement.outcome {
                case .done: state.done += 1
                case .failed: state.failed += 1
                case .again(_, burnsAttempt: false, packLimit: nil, _):
                    state.handedBack += 1
                    fallthrough
                case .again:
                    let place = state.returned.firstIndex { $0.place > lease.place }
                    state.returned.insert(lease, at: place ?? state.returned.endIndex)
                }
                return .settled
            }
        }
    }

    func extend(_ tokens: [LeaseToken]) async throws(BrokerError) -> Set<LeaseToken> { Set(tokens) }

    /// As many as fill any pack.
    func snapshot() async throws(BrokerError) -> QueueSnapshot {
        var snapshot = QueueSnapshot()
        snapshot.waiting = 1000
        snapshot.bytes = 1000 * 2000
        snapshot.next = state.withLock { state in
            let next = state.next(document)
            state.returned.insert(next, at: 0)
            return next.payload.census
        }
        return snapshot
    }

    func checkpoint(
        _ token: LeaseToken, part: Int, of total: Int, payload: [UInt8]
    ) async throws(BrokerError) -> Bool { true }

    func submit(_ submissions: [Submission]) async -> [Result<Admission, BrokerError>] {
        submissions.map { _ in .failure(.closed) }
    }
    func cancel(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> CancelOutcome { .unknown }
    func retry(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> RetryOutcome { .unknown }
    func recordInMemory(_ id: RequestID, as principal: Principal) -> RecordLookup? { nil }
    func record(_ id: RequestID, as principal: Principal) async throws(BrokerError) -> RecordLookup { .unknown }
    var waiters: RequestWaiters { RequestWaiters() }
    func observe(_ observer: @escaping @Sendable ([Change]) -> Void) {}
    func requests(
        of principal: Principal, in states: Set<JobState>, before start: RequestID?, limit: Int
    ) async throws(BrokerError) -> RequestPage { RequestPage([], next: nil) }
    func setPaused(_ paused: Bool) async throws(BrokerError) {}
    func run() async throws(BrokerError) {}
    func close() async throws {}
}

extension EndlessQueue.State {
    fileprivate mutating func next(_ document: (Int64) -> Document) -> Lease {
        if !returned.isEmpty { return returned.removeFirst() }
        lastJob += 1
        let text = document(lastJob)
        return Lease(
            token: LeaseToken(job: lastJob, secret: 1), payload: AnalysisWork(text).payload,
            fingerprint: Sample.fingerprint(of: text), sharing: .shared, place: lastJob, attempts: 0,
            packLimit: nil, checkpoints: [:])
    }
}
