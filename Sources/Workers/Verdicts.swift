import Jobs

/// Turns what a call said into outcomes of its jobs: the one place where provider errors meet attempts (docs/queue.md,
/// "Attempts and ends").
struct Verdicts: Sendable {
    let model: ModelIdentity
    /// The results are a fallback's.
    let isDegraded: Bool
    /// Whether a job may be why its call failed or did not answer for it; told also whether the provider did its work.
    let blames: @Sendable (Int64, _ isAlone: Bool, _ wasAnswered: Bool) -> Suspicions.Blame
    let acquits: @Sendable ([Int64]) -> Void
    /// Whether a text that is too large for a call may be read in parts.
    let splits: @Sendable () -> Bool

    init(_ line: ProviderLine) {
        self.init(
            model: line.provider.model, isDegraded: line.isFallback,
            blames: { line.blames($0, isAlone: $1, wasAnswered: $2) },
            acquits: { line.acquits($0) }, splits: { line.canSplit })
    }

    init(
        model: ModelIdentity, isDegraded: Bool = false,
        blames: @escaping @Sendable (Int64, _ isAlone: Bool, _ wasAnswered: Bool) -> Suspicions.Blame,
        acquits: @escaping @Sendable ([Int64]) -> Void = { _ in },
        splits: @escaping @Sendable () -> Bool = { false }
    ) {
        self.model = model
        self.isDegraded = isDegraded
        self.blames = blames
        self.acquits = acquits
        self.splits = splits
    }

    func settlements(
        of outcome: Result<ProviderReply, ProviderError>, _ leases: [Lease], now: Timestamp
    ) -> [Settlement] {
        let company = leases.count
        switch outcome {
        case .success(let reply):
            let answers = leases.indices.map { $0 < reply.answers.count ? reply.answers[$0] : .invalid }
            acquits(zip(leases, answers).filter { !$1.isFaulty }.map(\.0.token.job))
            return zip(leases, answers).map { lease, answer in
                Settlement(token: lease.token, outcome: settle(answer, to: lease, company: company, now: now))
            }
        case .failure(let error):
            return leases.map { lease in
                Settlement(token: lease.token, outcome: settle(error, lease, company: company, now: now))
            }
        }
    }

    /// What becomes of a long paper; nil where somebody else has it.
    func settlement(of outcome: PaperOutcome, _ lease: Lease, now: Timestamp) -> Settlement? {
        let verdict: Settlement.Outcome
        switch outcome {
        case .done(let analysis, let usage): verdict = .done(result(analysis, usage))
        case .failed(let code): verdict = .failed(code)
        case .attemptFailed:
            verdict = .again(
                now + Backoff.attempts.delay(after: lease.attempts + 1), burnsAttempt: true, packLimit: nil)
        case .interrupted, .unsaved: verdict = .again(now, burnsAttempt: false, packLimit: nil)
        case .lost: return nil
        }
        return Settlement(token: lease.token, outcome: verdict)
    }

    private func result(_ analysis: Analysis, _ usage: TokenUsage) -> StoredResult {
        StoredResult(json: analysis.json(model: model, usage: usage, isDegraded: isDegraded), model: model)
    }

    /// An item that failed in company is asked again in company, and burns nothing: a neighbour may be to blame, or
    /// chance. When it goes on failing it is asked in half of it, as it is at once where the answer's room was too small.
    /// - Parameter company: the items of the call, this one included.
    private func settle(
        _ answer: ProviderAnswer, to lease: Lease, company: Int, now: Timestamp
    ) -> Settlement.Outcome {
        let isAlone = company == 1
        switch answer {
        case .analysis(let analysis, let usage): return .done(result(analysis, usage))
        case .tooLong: return .failed(.tooLong)
        case .refused: return isAlone ? .failed(.refused) : .again(now, burnsAttempt: false, packLimit: 1)
        case .cutOff where !isAlone: return .again(now, burnsAttempt: false, packLimit: company / 2)
        // A larger room for the answer comes with the next attempt.
        case .cutOff: return alone(lease, burnsAttempt: true, now)
        case .invalid, .misplaced: return unanswered(lease, company, now)
        }
    }

    /// The provider did its work, but not on this job.
    private func unanswered(_ lease: Lease, _ company: Int, _ now: Timestamp) -> Settlement.Outcome {
        let blame = blames(lease.token.job, company == 1, true)
        guard company > 1 else { return alone(lease, burnsAttempt: blame.burnsAttempt, now) }
        return .again(now, burnsAttempt: false, packLimit: blame.isSuspect ? company / 2 : nil)
    }

    private func alone(_ lease: Lease, burnsAttempt: Bool, _ now: Timestamp) -> Settlement.Outcome {
        .again(now + Backoff.attempts.delay(after: lease.attempts + 1), burnsAttempt: burnsAttempt, packLimit: 1)
    }

    /// An outage, a limit or a stop is nobody's attempt: whoever looks after the provider holds all calls back, so the jobs
    /// need no time of their own. A text that makes calls fail while others go through is found out by halves.
    private func settle(
        _ error: ProviderError, _ lease: Lease, company: Int, now: Timestamp
    ) -> Settlement.Outcome {
        let isAlone = company == 1
        let asItWas = Settlement.Outcome.again(now, burnsAttempt: false, packLimit: nil)
        switch error {
        case .limited, .overloaded, .stopped, .spent, .cancelled: return asItWas
        case .unavailable:
            let blame = blames(lease.token.job, isAlone, false)
            guard blame.isSuspect else { return asItWas }
            return isAlone
                ? alone(lease, burnsAttempt: blame.burnsAttempt, now)
                : .again(now, burnsAttempt: false, packLimit: company / 2)
        case .unusable: return unanswered(lease, company, now)
        case .tooLarge where isAlone: return splits() ? asItWas : .failed(.tooLong)
        case .tooLarge: return .again(now, burnsAttempt: false, packLimit: company / 2)
        case .rejected:
            return isAlone ? .failed(.providerRejected) : .again(now, burnsAttempt: false, packLimit: company / 2)
        }
    }
}

extension ProviderAnswer {
    /// Neither the analysis nor a word on why there is none.
    fileprivate var isFaulty: Bool {
        switch self {
        case .analysis, .tooLong, .refused: false
        case .invalid, .cutOff, .misplaced: true
        }
    }
}
