import Analysis
import Jobs

/// What is known of a provider's health, and of the jobs that may be to blame for failed calls: a pure state machine.
struct ProviderHealth: Sendable {
    var breaker = CircuitBreaker()
    var poison = PoisonJobDetector()
    /// When a canary is to decide who is to blame for a failure, unless a real call does so before.
    private(set) var canaryAt: Timestamp?
    /// Canaries since the last real success.
    private var canaries = 0

    /// What a call came to, as far as health is concerned.
    struct Call {
        let jobs: [Int64]
        let isProbe: Bool
        /// Its jobs are suspects already: it says nothing of the share of calls that fail.
        let hasSuspects: Bool
    }

    /// The outcome of a call for jobs of the queue.
    /// - Parameter answered: of its jobs, how many were answered for.
    mutating func record(_ outcome: Result<Int, ProviderError>, of call: Call, at now: Timestamp) {
        switch outcome {
        case .success(let answered):
            if !call.hasSuspects {
                poison.called(failing: 1 - Double(answered) / Double(max(1, call.jobs.count)))
            }
            // A reply without a single answer proves nothing, and blames nobody but its jobs.
            if answered > 0 {
                poison.providerWorked()
                canaries = 0
                canaryAt = nil
                breaker.succeeded(isProbe: call.isProbe)
            } else if call.isProbe {
                breaker.canarySucceeded()
            }
        case .failure(let error):
            if error.health != nil, !call.hasSuspects { poison.called(failing: 1) }
            failed(error, jobs: Set(call.jobs), isProbe: call.isProbe, at: now)
        }
    }

    /// The outcome of a canary.
    mutating func recordCanary(_ error: ProviderError?, isProbe: Bool, at now: Timestamp) {
        canaries += 1
        canaryAt = nil
        if let error {
            // Each canary is a job of its own, under a number that no job has.
            failed(error, jobs: [Int64(-canaries)], isProbe: isProbe, at: now)
        } else {
            poison.providerWorked()
            breaker.canarySucceeded()
        }
    }

    private mutating func failed(_ error: ProviderError, jobs: Set<Int64>, isProbe: Bool, at now: Timestamp) {
        if let fault = error.health {
            breaker.failed(fault, error.detail, jobs: jobs, isProbe: isProbe, at: now)
            if !breaker.isClosed { poison.providerFailed() }
        } else if isProbe {
            breaker.repeatProbe(at: now)
        }
        planCanary(at: now)
    }

    /// Others are there to show how the provider is: no canary for now.
    mutating func postponeCanary(at now: Timestamp) {
        canaryAt = nil
        planCanary(at: now)
    }

    mutating func planCanary(at now: Timestamp) {
        guard breaker.isInDoubt || (breaker.isClosed && poison.isInDoubt) else {
            canaryAt = nil
            return
        }
        canaryAt = canaryAt ?? now + Backoff.probes.ceiling(after: canaries + 1)
    }
}
