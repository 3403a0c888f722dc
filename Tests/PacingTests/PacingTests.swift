import GroqSimulator
import TestSupport
import Testing
import Workers

@Suite("A saturated provider", .timeLimit(.minutes(10)))
struct PacingTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let plan: GroqSimulator.RateLimits.Plan
        let refill: Refill
        let least: Double

        var testDescription: String { "\(plan), \(refill)" }
    }

    private static let cases: [Case] = [.free, .developer].flatMap { plan in
        [
            Case(plan: plan, refill: .continuous, least: 0.97), Case(plan: plan, refill: .fixed, least: 0.9),
            Case(plan: plan, refill: .sliding, least: 0.9),
        ]
    }

    @Test("is used up to its limits, and refuses next to nothing", arguments: cases)
    func saturated(_ test: Case) async throws {
        var limits = GroqSimulator.RateLimits(plan: test.plan)
        limits.refill = test.refill
        let told = Workers.RateLimits(
            requestsPerMinute: limits.requestsPerMinute, tokensPerMinute: limits.tokensPerMinute)
        let run = try await PacingRun.saturated(limits, told: told)
        let share = run.chargedShare(of: limits.tokensPerMinute ?? 0)
        print(
            "PACING \(test.testDescription): \(share) \(run.statistics.calls) calls, \(run.refused) refused, \(run.done) done, \(run.statistics.chargedByMinute)"
        )
        #expect(share >= test.least, "\(run.statistics.chargedByMinute)")
        #expect(run.refused * 1000 <= run.statistics.calls, "\(run.refused) of \(run.statistics.calls)")
    }
}
