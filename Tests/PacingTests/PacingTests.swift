import CurlTransport
import GroqSimulator
import ProviderAccess
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

    private static let cases: [Case] = [
        Case(plan: .free, refill: .continuous, least: 0.97), Case(plan: .free, refill: .fixed, least: 0.9),
        Case(plan: .free, refill: .sliding, least: 0.9), Case(plan: .developer, refill: .continuous, least: 0.97),
        Case(plan: .developer, refill: .fixed, least: 0.9), Case(plan: .developer, refill: .sliding, least: 0.9),
    ]

    /// Ten minutes each. How well a call fits into what is left of 8,000 tokens is chance, so that the mean of several
    /// loads is looked at.
    @Test("is used up to its limits, and refuses next to nothing, without being told of any", arguments: cases)
    func saturated(_ test: Case) async throws {
        var limits = GroqSimulator.RateLimits(plan: test.plan)
        limits.refill = test.refill
        var (shares, calls, refused, done, handedBack): ([Double], Int, Int, Int, Int) = ([], 0, 0, 0, 0)
        for load in 0..<(test.plan == .free ? 8 : 1) {
            let run = try await PacingRun.saturated(
                limits, tokenizer: MixedTexts.tokenizer, document: MixedTexts.load(load))
            shares.append(run.chargedShare(of: limits.tokensPerMinute ?? 0))
            calls += run.statistics.calls
            refused += run.refused
            done += run.done
            handedBack += run.handedBack
        }
        #expect(shares.reduce(0, +) / Double(shares.count) >= test.least, "\(shares)")
        #expect(refused * 1000 <= calls, "\(refused) of \(calls)")
        #expect(handedBack * 50 <= done, "what is leased fits into its call: \(handedBack) for \(done) jobs")
    }

    @Test(
        "whose limits nobody names is used up in great part, with few refusals",
        arguments: [(60, nil), (nil, 30_000), (nil, 8000), (60, 60_000)] as [(Int?, Int?)],
        [Refill.continuous, .fixed, .sliding])
    func untold(limits: (requests: Int?, tokens: Int?), refill: Refill) async throws {
        let granted = GroqSimulator.RateLimits(
            requestsPerMinute: limits.requests, tokensPerMinute: limits.tokens, refill: refill)
        // A small limit leaves most to chance, and takes least time.
        for load in 0..<(limits.tokens == 8000 ? 8 : 2) {
            let run = try await PacingRun.saturated(
                granted, document: MixedTexts.load(load), transform: Self.withoutLimits)
            #expect(run.refused <= 5, "load \(load): \(run.refused) of \(run.statistics.calls)")
            let requests = limits.requests.map { Double(run.statistics.calls) / Double(10 * $0) } ?? 0
            let tokens = limits.tokens.map(run.chargedShare) ?? 0
            #expect(max(requests, tokens) >= 0.6, "load \(load): \(requests), \(tokens)")
        }
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
