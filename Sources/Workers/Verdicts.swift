import JSON
import Jobs

/// Turns what a call said into outcomes of its jobs: pure, and the one place where provider errors meet attempts
/// (docs/queue.md, "Attempts and ends").
struct Verdicts: Sendable {
    let model: ModelIdentity

    /// How long nobody should call after this outcome; nil when calls may go on.
    /// - Parameter failures: calls in a row that failed, this one included.
    func pause(after outcome: Result<ProviderReply, ProviderError>, failures: Int) -> Duration? {
        switch outcome {
        case .failure(.limited(let retryAfter, _)), .failure(.overloaded(_, let retryAfter)):
            retryAfter ?? Self.backoff(failures)
        // A call that fails by accident is nobody else's business.
        case .failure(.unavailable) where failures > 1: Self.backoff(failures)
        case .success, .failure: nil
        }
    }

    /// Doubles from half a second to half a minute, with full jitter above the half (Brooker, "Exponential Backoff And
    /// Jitter", AWS Architecture Blog, 2015).
    static func backoff(_ failures: Int) -> Duration {
        let ceiling = min(30_000, 500 << min(10, max(0, failures - 1)))
        return .milliseconds(Int.random(in: ceiling / 2...ceiling))
    }

    func settlements(
        of outcome: Result<ProviderReply, ProviderError>, _ leases: [Lease], now: Timestamp, pause: Duration
    ) -> [Settlement] {
        leases.enumerated().map { index, lease in
            let verdict: Settlement.Outcome =
                switch outcome {
                case .success(let reply):
                    settle(
                        index < reply.answers.count ? reply.answers[index] : .invalid, to: lease,
                        company: leases.count, now: now)
                case .failure(.unusable): settle(.invalid, to: lease, company: leases.count, now: now)
                case .failure(let error): settle(error, company: leases.count, now: now, pause: pause)
                }
            return Settlement(token: lease.token, outcome: verdict)
        }
    }

    /// An item that failed in company is asked again in company, and burns nothing: a neighbour may be to blame, or
    /// chance. From the second time on it is asked in half of it.
    /// - Parameter company: the items of the call, this one included.
    private func settle(
        _ answer: ProviderAnswer, to lease: Lease, company: Int, now: Timestamp
    ) -> Settlement.Outcome {
        switch answer {
        case .analysis(let analysis, let usage):
            .done(StoredResult(json: analysis.json(model: model, usage: usage), model: model))
        case .tooLong: .failed(.tooLong)
        case .refused where company == 1: .failed(.refused)
        case .refused: .again(now, burnsAttempt: false, packLimit: 1)
        case .invalid where company == 1, .cutOff where company == 1, .misplaced where company == 1:
            .again(now + Self.backoff(lease.attempts + 1), burnsAttempt: true, packLimit: 1)
        case .invalid, .cutOff, .misplaced:
            .again(now, burnsAttempt: false, packLimit: failedBefore(lease, company) ? company / 2 : company)
        }
    }

    /// A limit of its own at the size of this company, or not far above, is the mark of the first failure. One that was set
    /// for another reason costs a call at most.
    private func failedBefore(_ lease: Lease, _ company: Int) -> Bool {
        lease.packLimit.map { $0 < 2 * company } ?? false
    }

    /// An outage, a limit or a stop is nobody's attempt. A stopped provider holds all calls back, so its jobs need no
    /// time of their own.
    private func settle(_ error: ProviderError, company: Int, now: Timestamp, pause: Duration) -> Settlement.Outcome {
        switch error {
        case .limited, .overloaded: .again(now + pause, burnsAttempt: false, packLimit: nil)
        case .unavailable: .again(now + max(pause, Self.backoff(1)), burnsAttempt: false, packLimit: nil)
        case .stopped, .spent, .cancelled: .again(now, burnsAttempt: false, packLimit: nil)
        case .tooLarge where company == 1: .failed(.tooLong)
        case .rejected where company == 1: .failed(.providerRejected)
        case .tooLarge, .rejected, .unusable: .again(now, burnsAttempt: false, packLimit: company / 2)
        }
    }
}
