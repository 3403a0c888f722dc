import CurlTransport
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

    /// With 8,000 tokens a minute, counted by the minute, a call is a sixth of it all: what is left over is often less
    /// than the next one needs.
    private static let cases: [Case] = [
        Case(plan: .free, refill: .continuous, least: 0.97), Case(plan: .free, refill: .fixed, least: 0.85),
        Case(plan: .free, refill: .sliding, least: 0.85), Case(plan: .developer, refill: .continuous, least: 0.97),
        Case(plan: .developer, refill: .fixed, least: 0.9), Case(plan: .developer, refill: .sliding, least: 0.9),
    ]

    @Test("is used up to its limits, and refuses next to nothing, without being told of any", arguments: cases)
    func saturated(_ test: Case) async throws {
        var limits = GroqSimulator.RateLimits(plan: test.plan)
        limits.refill = test.refill
        let run = try await PacingRun.saturated(limits)
        let share = run.chargedShare(of: limits.tokensPerMinute ?? 0)
        #expect(share >= test.least, "\(share): \(run.statistics.chargedByMinute)")
        #expect(run.refused * 1000 <= run.statistics.calls, "\(run.refused) of \(run.statistics.calls)")
    }

    @Test(
        "whose limits are in no header is learned within two refusals",
        arguments: [(60, nil), (nil, 30_000)] as [(Int?, Int?)], [Refill.continuous, .fixed, .sliding])
    func untold(limits: (requests: Int?, tokens: Int?), refill: Refill) async throws {
        let granted = GroqSimulator.RateLimits(
            requestsPerMinute: limits.requests, tokensPerMinute: limits.tokens, refill: refill)
        let run = try await PacingRun.saturated(granted, transform: Self.withoutLimits)
        // Two, and perhaps one that was under way at the same time.
        #expect(run.refused <= 3, "\(run.refused) of \(run.statistics.calls)")
        #expect(run.done > 300)
    }

    @Test(
        "of which two are in no header is refused now and then, no more",
        arguments: [Refill.continuous, .fixed, .sliding])
    func bothUntold(refill: Refill) async throws {
        let granted = GroqSimulator.RateLimits(requestsPerMinute: 60, tokensPerMinute: 60_000, refill: refill)
        let run = try await PacingRun.saturated(granted, transform: Self.withoutLimits)
        #expect(run.refused * 4 <= run.statistics.calls, "\(run.refused) of \(run.statistics.calls)")
        #expect(run.done > 400)
    }

    /// Says nothing but how long to wait.
    private static let withoutLimits: @Sendable (TransportResponse) -> TransportResponse = { response in
        let headers = response.headers.fields.filter { !$0.name.hasPrefix("x-ratelimit") }
        let body = response.status == 429 ? Array(#"{"error":{"message":"Slow down."}}"#.utf8) : response.body
        return TransportResponse(status: response.status, headers: TransportHeaders(headers), body: body)
    }

    @Test("whose limits are in no header but in its refusals is refused once", arguments: [20, 60])
    func toldByRefusal(requests: Int) async throws {
        let run = try await PacingRun.saturated(GroqSimulator.RateLimits(requestsPerMinute: requests))
        #expect(run.refused <= 2, "\(run.refused) of \(run.statistics.calls)")
        #expect(run.statistics.calls >= requests * 10 * 95 / 100)
    }
}
