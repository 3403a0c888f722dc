import Analysis
import Jobs

/// What is known of a provider's health, and of jobs that may be the cause of failed calls: a pure state machine.
struct ProviderHealth: Sendable {
    var breaker = CircuitBreaker()
    var poison = PoisonJobDetector()
    /// When a canary must decide who is to blame for a failure, unless a real call does so before.
    private(set) var canaryAt: Timestamp?
    /// Canaries since the last real success.
    private var canaries = 0

    /// What the health state needs to know about a call.
    struct Call {
        let jobs: [Int64]
        let isProbe: Bool
        /// Whether one of its jobs is a suspect already. Such calls do not count towards the share of failing calls.
        let hasSuspects: Bool
    }

    /// The outcome of a call for jobs of the queue.
    /// - Parameter outcome: how many of its jobs were answered, or why the call failed.
    mutating func record(_ outcome: Result<Int, ProviderError>, of call: Call, at now: Timestamp) {
        switch outcome {
        case .success(let answered):
            if !call.hasSuspects {
                poison.called(failing: 1 - Double(answered) / Double(max(1, call.jobs.count)))
            }
            // A reply without a usable answer does not show that the provider works, and counts against its own jobs
            // only.
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
            // Each canary counts as a separate job, with a number that no job has.
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

    /// Postpones the canary, because other jobs will show whether the provider works.
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
