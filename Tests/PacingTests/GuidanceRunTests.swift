import CurlTransport
import GroqSimulator
import ProviderAccess
import TestSupport
import Testing
import Workers

@Suite("A provider that says what cannot be meant", .timeLimit(.minutes(10)))
struct GuidanceRunTests {
    private static func saturated(
        _ headers: [(name: String, value: String)], minutes: Int = 20
    ) async throws -> PacingRun {
        let limits = GroqSimulator.RateLimits(requestsPerMinute: 30)
        return try await PacingRun.saturated(
            limits, minutes: minutes,
            transform: { response in
                let others = response.headers.fields.filter {
                    !$0.name.hasPrefix("x-ratelimit") && !$0.name.hasPrefix("retry-after")
                }
                let body = response.status == 429 ? Array(#"{"error":{"message":"Slow down."}}"#.utf8) : response.body
                return TransportResponse(
                    status: response.status, headers: TransportHeaders(others + headers), body: body)
            })
    }

    @Test(
        "is not believed, whether it answers or refuses",
        arguments: [
            ["retry-after": "1000000000"], ["retry-after": "1700000000"], ["retry-after-ms": "1700000000000"],
            ["retry-after": "-5"], ["retry-after": "Fri, 31 Dec 9999 23:59:59 GMT"],
            ["x-ratelimit-limit-tokens": "1"], ["x-ratelimit-limit-tokens": "1", "x-ratelimit-remaining-tokens": "0"],
            ["x-ratelimit-limit-requests": "0", "x-ratelimit-remaining-requests": "0"],
            ["x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "99999999"],
            ["x-ratelimit-limit-tokens-hour": "10", "x-ratelimit-remaining-tokens-hour": "99"],
        ])
    func absurd(headers: [String: String]) async throws {
        let run = try await Self.saturated(headers.map { ($0, $1) })
        #expect(run.statistics.calls >= 150, "\(run.statistics.calls) calls, \(run.refused) refused")
    }

    @Test("is tried again after five minutes at most", arguments: ["3600", "80000", "23h"])
    func long(value: String) async throws {
        let run = try await Self.saturated([("retry-after", value)], minutes: 30)
        let silent = run.statistics.chargedByMinute.prefix(30).split { $0 > 0 }.map(\.count).max() ?? 0
        #expect(silent <= 5 && run.statistics.calls > 100, "\(run.statistics.chargedByMinute)")
    }
}
