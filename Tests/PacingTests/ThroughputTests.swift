import CurlTransport
import GroqSimulator
import Jobs
import Synchronization
import TestSupport
import Testing

/// What estimates are good for: those that are too large leave limits unused, those that are too small are refused or
/// cut off. `docs/decisions/0026-token-estimates.md` has the figures.
@Suite("A plan of 8,000 tokens a minute", .timeLimit(.minutes(10)))
struct ThroughputTests {
    /// Eight loads of ten minutes each.
    @Test(
        "answers as many texts as it did with more elaborate estimates, but for a twentieth",
        arguments: [(.continuous, 975), (.fixed, 1123), (.sliding, 1126)] as [(Refill, Int)])
    func jobs(refill: Refill, before: Int) async throws {
        let truncations = Mutex(0)
        var (jobs, calls) = (0, 0)
        for load in 0..<8 {
            let run = try await PacingRun.saturated(Self.limits(refill), document: MixedTexts.load(load)) { response in
                let body = String(decoding: response.body, as: UTF8.self)
                if body.contains(#""finish_reason":"length""#) { truncations.withLock { $0 += 1 } }
                return response
            }
            jobs += run.done
            calls += run.statistics.calls
        }
        #expect(jobs * 20 >= before * 19)
        #expect(truncations.withLock { $0 } * 50 <= calls)
    }

    private static func limits(_ refill: Refill) -> GroqSimulator.RateLimits {
        var limits = GroqSimulator.RateLimits(plan: .free)
        limits.refill = refill
        return limits
    }
}
