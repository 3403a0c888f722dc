import Analysis
import Jobs
import LongPapers
import ProviderAccess

/// Maps the outcome of a call to settlements of its jobs (docs/queue.md, "Attempts and ends"). The outcome has already
/// been classified, and the health monitor has already recorded it.
struct SettlementPolicy: Sendable {
    let model: ModelIdentity
    /// Whether the results come from a fallback.
    var isDegraded = false
    let health: HealthMonitor
    let kinds: [any WorkKind]
    /// Whether a text that is too large for one call can be read in parts.
    var canSplit: @Sendable (Lease) -> Bool = { _ in false }

    func settlements(
        of outcome: Result<ProviderReply, ProviderError>, _ leases: [Lease], now: Timestamp
    ) -> [Settlement] {
        leases.indices.map { index in
            let lease = leases[index]
            let next: Settlement.Outcome =
                switch outcome {
                case .success(let reply):
                    settle(
                        index < reply.answers.count ? reply.answers[index] : .invalid, lease, of: leases.count, now)
                case .failure(let error): settle(error, lease, of: leases.count, now)
                }
            if next.isFinal { health.withPoison { $0.forget(lease.token.job) } }
            return Settlement(token: lease.token, outcome: next)
        }
    }

    /// The settlement of a long paper; nil if its lease was lost.
    func settlement(of outcome: PaperOutcome, _ lease: Lease, now: Timestamp) -> Settlement? {
        let next: Settlement.Outcome
        switch outcome {
        case .done(let analysis, let usage): next = done(lease, analysis, usage)
        case .failed(let code): next = .failed(code)
        case .interrupted, .unsaved: next = .asItWas(from: now)
        case .delayed(let failures):
            next = .asItWas(from: now + Backoff.attempts.growingDelay(after: failures))
        case .lost: return nil
        }
        return Settlement(token: lease.token, outcome: next)
    }

    private func done(_ lease: Lease, _ analysis: Analysis, _ usage: TokenUsage) -> Settlement.Outcome {
        guard let kind = kinds.kind(of: lease.payload) else { preconditionFailure("only known work is called for") }
        let json = kind.result(analysis, by: model, usage: usage, isDegraded: isDegraded)
        return .done(StoredResult(json: json, model: model))
    }

    // MARK: The call was answered

    /// - Parameter count: the number of items in the call, including this one.
    private func settle(
        _ answer: ProviderAnswer, _ lease: Lease, of count: Int, _ now: Timestamp
    ) -> Settlement.Outcome {
        switch answer {
        case .analysis(let analysis, let usage): return done(lease, analysis, usage)
        case .tooLong: return .failed(.tooLong)
        case .refused: return refused(lease, of: count, now)
        // The answers did not fit into the output limit. Fewer may fit; a single one gets more output tokens next time.
        case .cutOff where count > 1: return .again(now, burnsAttempt: false, packLimit: count / 2)
        case .cutOff:
            return .again(
                now + Backoff.attempts.growingDelay(after: lease.attempts + 1), burnsAttempt: true, packLimit: 1,
                code: .invalidAnswer)
        case .invalid, .misplaced: return failed(lease, of: count, .invalidAnswer, isOwn: true, now)
        }
    }

    private func refused(_ lease: Lease, of count: Int, _ now: Timestamp) -> Settlement.Outcome {
        count == 1 ? .failed(.refused) : .again(now, burnsAttempt: false, packLimit: 1)
    }

    // MARK: The call failed

    /// While the breaker is not closed, the provider is to blame for failures: the jobs go back unchanged.
    private func settle(
        _ error: ProviderError, _ lease: Lease, of count: Int, _ now: Timestamp
    ) -> Settlement.Outcome {
        switch error.items {
        case .none: return .asItWas(from: now)
        case .refused: return refused(lease, of: count, now)
        case .tooLarge where count > 1: return .again(now, burnsAttempt: false, packLimit: count / 2)
        case .tooLarge: return canSplit(lease) ? .asItWas(from: now) : .failed(.tooLong)
        case .suspect(let code, let time):
            guard health.isWell else { return .asItWas(from: now) }
            return failed(lease, of: count, code, isOwn: false, after: time, now)
        }
    }

    /// A job of a failed batch is retried once in a batch of half the size, then alone with growing delays. After a
    /// timeout it is retried alone at once.
    private func failed(
        _ lease: Lease, of count: Int, _ code: FailureCode, isOwn: Bool, after time: Duration? = nil, _ now: Timestamp
    ) -> Settlement.Outcome {
        let job = lease.token.job
        guard count == 1 else {
            guard health.withPoison({ $0.failedInCompany(job) }) else { return .asItWas(from: now) }
            let limit = lease.packLimit == nil && time == nil ? count / 2 : 1
            return .again(now, burnsAttempt: false, packLimit: limit)
        }
        let (failures, burnt) = health.withPoison { poison in
            poison.failedAlone(job, code, isOwn: isOwn)
            return (poison.loneFailures(of: job), poison.burnAttempt(of: job))
        }
        let backoff = time.map(Backoff.after) ?? .attempts
        return .again(
            now + backoff.growingDelay(after: failures), burnsAttempt: burnt != nil, packLimit: 1, code: burnt ?? code)
    }
}

extension SettlementPolicy {
    init(_ managed: ManagedProvider, _ kinds: [any WorkKind]) {
        self.init(
            model: managed.provider.model, isDegraded: managed.isFallback, health: managed.health,
            kinds: kinds, canSplit: { lease in kinds.item(of: lease).map(managed.canSplit) ?? false })
    }
}

extension Settlement.Outcome {
    fileprivate var isFinal: Bool {
        if case .again = self { false } else { true }
    }
}
