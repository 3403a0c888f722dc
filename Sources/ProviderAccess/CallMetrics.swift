package import Analysis
import Jobs
package import Telemetry

/// Figures of one provider's calls since the start.
package struct CallMetrics: Sendable {
    package private(set) var calls = 0
    package private(set) var usage = TokenUsage()
    package private(set) var latency = LatencyHistogram()
    /// Calls that failed, by class.
    package private(set) var failures: [ProviderError.Class: Int] = [:]
    /// Replies that needed each kind of repair.
    package private(set) var repairs: [ReplyRepair: Int] = [:]

    package init() {}

    mutating func count(_ outcome: Result<ProviderReply, ProviderError>, took: Duration) {
        calls += 1
        latency.record(took)
        switch outcome {
        case .success(let reply):
            usage += reply.usage
            for repair in reply.repairs { repairs[repair, default: 0] += 1 }
        case .failure(let error): failures[error.figure, default: 0] += 1
        }
    }
}
