import Analysis
import CurlTransport
import Jobs
import Testing

@testable import Providers

@Suite("Headers about limits")
struct LimitHeadersTests {
    @Test("of Groq count requests by the day and tokens by the minute")
    func groq() {
        let headers = [
            ("x-ratelimit-limit-requests", "14400"), ("x-ratelimit-remaining-requests", "14370"),
            ("x-ratelimit-reset-requests", "2m59.56s"), ("X-RateLimit-Limit-Tokens", "18000"),
            ("x-ratelimit-remaining-tokens", "17997"), ("x-ratelimit-reset-tokens", "7.66s"),
        ]
        #expect(
            reports(.groq, headers) == [
                RateLimitReport(
                    .requests, per: .day, limit: 14_400, remaining: 14_370, reset: .milliseconds(179_560)),
                RateLimitReport(.tokens, per: .minute, limit: 18_000, remaining: 17_997, reset: .milliseconds(7660)),
            ])
        #expect(reports(.openAI, headers).map(\.period) == [.minute, .minute])
        #expect(reports(.none, headers).isEmpty)
    }

    @Test("of Anthropic tell when a limit is full again, from the answer's own date")
    func anthropic() {
        let headers =
            [("date", "Sat, 09 May 2026 17:59:30 GMT")]
            + anthropic("requests", limit: "50", remaining: "49", reset: "2026-05-09T17:59:31Z")
            + anthropic("tokens", limit: "48000", remaining: "40000", reset: "2026-05-09T18:00:00Z")
            + anthropic("input-tokens", limit: "40000", remaining: "0", reset: "2026-05-09T18:00:30Z")
        #expect(
            reports(.anthropic, headers) == [
                RateLimitReport(.requests, per: .minute, limit: 50, remaining: 49, reset: .seconds(1)),
                RateLimitReport(.tokens, per: .minute, limit: 48_000, remaining: 40_000, reset: .seconds(30)),
            ])
        #expect(
            LimitHeaders.anthropic.exhausted(TransportHeaders(headers))
                == RateLimitReport(.tokens, per: .minute, limit: 40_000, remaining: 0, reset: .seconds(60)))
        // Without a general limit of tokens that of the input stands for it.
        let input = anthropic("input-tokens", limit: "40000", remaining: "39000", reset: "x")
        #expect(
            reports(.anthropic, input) == [RateLimitReport(.tokens, per: .minute, limit: 40_000, remaining: 39_000)])
    }

    @Test("of Mistral have names of their own")
    func mistral() {
        #expect(
            reports(
                .mistral,
                [
                    ("x-ratelimitbysize-limit-minute", "500000"), ("x-ratelimitbysize-remaining-minute", "499915"),
                    ("x-ratelimitbysize-limit-month", "1000000000"), ("ratelimitbysize-reset", "38"),
                    ("x-ratelimit-limit-tokens", "1"),
                ]) == [RateLimitReport(.tokens, per: .minute, limit: 500_000, remaining: 499_915, reset: .seconds(38))])
    }

    @Test(
        "may say the period in their names",
        arguments: [
            ("requests-day", .requests, .day), ("requests-hour", .requests, .hour),
            ("requests-minute", .requests, .minute), ("requests-second", .requests, .second),
            ("tokens-minute", .tokens, .minute), ("tokens-per-hour", .tokens, .hour), ("tokens-day", .tokens, .day),
            ("day", .requests, .day), ("per-second", .requests, .second),
        ] as [(String, RateLimitReport.Subject, RateLimitReport.Period)])
    func periods(name: String, subject: RateLimitReport.Subject, period: RateLimitReport.Period) {
        let headers = [
            ("X-RateLimit-Limit-\(name)", "1000"), ("x-ratelimit-remaining-\(name)", "7"),
            ("x-ratelimit-reset-\(name)", "2"),
        ]
        for names in [LimitHeaders.groq, .openAI, .any] {
            let report = RateLimitReport(subject, per: period, limit: 1000, remaining: 7, reset: .seconds(2))
            #expect(reports(names, headers) == [report])
        }
    }

    @Test("of any family are read where any provider may stand behind the address")
    func families() {
        let one = anthropic("tokens", limit: "48000", remaining: "40000", reset: "x")
        let report = RateLimitReport(.tokens, per: .minute, limit: 48_000, remaining: 40_000)
        #expect(reports(.any, one) == [report])
        for (prefix, suffix) in [("x-ratelimit-", "-project-tokens"), ("x-ratelimitbysize-", "-minute")] {
            let headers = [(prefix + "limit" + suffix, "48000"), (prefix + "remaining" + suffix, "40000")]
            #expect(reports(.any, headers) == [report])
        }
        // Its own are more exact.
        #expect(reports(.any, one + [("x-ratelimit-limit-tokens", "9000")]).map(\.limit) == [9000])
    }

    @Test(
        "that cannot be true are no report",
        arguments: [
            ("", "5"), ("0", "0"), ("-1", "5"), ("many", "5"), ("10", "11"), ("10", "-1"), ("10", "x"), ("1.5", "1"),
            ("9999999999999", "1"), ("99999999999999999999", "1"), (nil, "x"), (nil, nil), ("+5", "1"), ("10", ""),
        ] as [(String?, String?)])
    func nonsense(limit: String?, remaining: String?) {
        let headers = [("x-ratelimit-limit-tokens", limit), ("x-ratelimit-remaining-tokens", remaining)]
            .compactMap { name, value in value.map { (name, $0) } }
        #expect(reports(.openAI, headers).isEmpty)
    }

    @Test(
        "may say only a part",
        arguments: [("10", nil, 10, nil), (nil, "3", nil, 3)] as [(String?, String?, Int?, Int?)])
    func parts(limit: String?, remaining: String?, most: Int?, left: Int?) {
        let headers = [("x-ratelimit-limit-tokens", limit), ("x-ratelimit-remaining-tokens", remaining)]
            .compactMap { name, value in value.map { (name, $0) } }
        #expect(
            reports(.openAI, headers + [("x-ratelimit-reset-tokens", "-5s")])
                == [RateLimitReport(.tokens, per: .minute, limit: most, remaining: left)])
    }

    @Test(
        "write dates as RFC 3339 does",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-05-09T18:00:00Z", 1_778_349_600), ("2000-02-29t23:59:59z", 951_868_799),
            ("2026-05-09T18:00:00.25Z", 1_778_349_600.25), ("2026-05-09T20:00:00+02:00", 1_778_349_600),
            ("2026-05-09T10:30:00-07:30", 1_778_349_600), ("2026-05-09T18:00:00", nil), ("2026-13-09T18:00:00Z", nil),
            ("2026-05-32T18:00:00Z", nil), ("2026-05-09T24:00:00Z", nil), ("2026-05-09", nil), ("", nil),
            ("2026-05-09T18:00:00Z ", nil), ("２０２６-05-09T18:00:00Z", nil),
        ] as [(String, Double?)])
    func dates(text: String, seconds: Double?) {
        #expect(ResetTime.seconds(of: text) == seconds)
    }

    private func anthropic(
        _ name: String, limit: String, remaining: String, reset: String
    ) -> [(String, String)] {
        zip(["limit", "remaining", "reset"], [limit, remaining, reset])
            .map { ("anthropic-ratelimit-\(name)-\($0)", $1) }
    }

    private func reports(_ names: LimitHeaders, _ headers: [(String, String)]) -> [RateLimitReport] {
        names.reports(TransportHeaders(headers.map { (name: $0, value: $1) }))
    }
}
