package import Jobs
package import Telemetry

/// What became of one provider's calls since the start.
package struct CallFigures: Sendable {
    /// Why calls failed, as operators are told.
    package enum Failure: String, CaseIterable, Sendable {
        case limited, overloaded, unavailable
        case tooLarge = "too_large"
        case unusable, rejected, stopped, spent, cancelled

        init(_ error: ProviderError) {
            self =
                switch error {
                case .limited: .limited
                case .overloaded: .overloaded
                case .unavailable: .unavailable
                case .tooLarge: .tooLarge
                case .unusable: .unusable
                case .rejected: .rejected
                case .stopped: .stopped
                case .spent: .spent
                case .cancelled: .cancelled
                }
        }
    }

    package private(set) var calls = 0
    package private(set) var usage = TokenUsage()
    package private(set) var latency = LatencyHistogram()
    /// Replies that needed each kind of repair.
    package private(set) var repairs: [ReplyRepair: Int] = [:]
    /// In the order of `Failure`.
    private var failures = [Int](repeating: 0, count: Failure.allCases.count)

    package init() {}

    /// Calls that failed for this reason.
    package subscript(failure: Failure) -> Int {
        zip(Failure.allCases, failures).first { $0.0 == failure }?.1 ?? 0
    }

    /// Calls that failed, but for those that were given up on our side.
    package var errors: Int { failures.reduce(0, +) - self[.cancelled] }

    mutating func count(_ outcome: Result<ProviderReply, ProviderError>, took: Duration) {
        calls += 1
        latency.record(took)
        switch outcome {
        case .success(let reply):
            usage.prompt += reply.usage.prompt
            usage.completion += reply.usage.completion
            usage.cached += reply.usage.cached
            for repair in reply.repairs { repairs[repair, default: 0] += 1 }
        case .failure(let error):
            let failure = Failure(error)
            for (index, other) in Failure.allCases.enumerated() where other == failure { failures[index] += 1 }
        }
    }
}
