import Analysis
import CurlTransport
import Jobs

/// How a provider names its limits in the headers of its replies.
struct LimitHeaders: Sendable {
    /// The headers of one limit.
    struct Field: Sendable {
        let subject: RateLimitReport.Subject
        let period: RateLimitReport.Period
        let limit: String
        let remaining: String
        /// When the limit is free again; nil if that is not reported.
        let reset: String?
    }

    /// Of several fields for the same subject and period, the first one present counts.
    let fields: [Field]

    static let none = LimitHeaders(fields: [])

    /// The limits that the headers report, as they stood after the call was counted. Values that cannot be true are
    /// ignored.
    func reports(_ headers: TransportHeaders) -> [RateLimitReport] {
        var reports: [RateLimitReport] = []
        for report in fields.compactMap({ report($0, headers) })
        where !reports.contains(where: { $0.subject == report.subject && $0.period == report.period }) {
            reports.append(report)
        }
        return reports
    }

    /// The limit that is used up; if there are several, the one with the latest reset.
    func exhausted(_ headers: TransportHeaders) -> RateLimitReport? {
        fields.compactMap { report($0, headers) }.filter { $0.remaining == 0 }
            .max { ($0.reset ?? .zero) < ($1.reset ?? .zero) }
    }

    private func report(_ field: Field, _ headers: TransportHeaders) -> RateLimitReport? {
        let (limit, remaining) = (headers[field.limit], headers[field.remaining])
        let (most, left) = (limit.flatMap(Self.count), remaining.flatMap(Self.count))
        // If one header is present but invalid, the others are not meant for us either.
        guard (limit == nil) == (most == nil), (remaining == nil) == (left == nil) else { return nil }
        guard most != nil || left != nil, most != 0, left ?? 0 <= most ?? .max else { return nil }
        let reset = field.reset.flatMap { headers[$0] }.flatMap { ResetTime.parse($0, headers) }
        return RateLimitReport(field.subject, per: field.period, limit: most, remaining: left, reset: reset)
    }

    /// A number that is plausible for a limit.
    private static func count(_ text: String) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy(\.isDigit), let count = Int(text), count <= 1_000_000_000_000 else {
            return nil
        }
        return count
    }
}

extension LimitHeaders {
    /// Requests are counted by the day, tokens by the minute (console.groq.com/docs/rate-limits).
    static let groq = LimitHeaders(
        fields: timed + [
            .init("x-ratelimit-", "-requests", .requests, .day), .init("x-ratelimit-", "-tokens", .tokens, .minute),
        ])

    /// Both are counted by the minute (developers.openai.com/api/docs/guides/rate-limits).
    static let openAI = LimitHeaders(
        fields: timed + [
            .init("x-ratelimit-", "-requests", .requests, .minute),
            .init("x-ratelimit-", "-tokens", .tokens, .minute),
            .init("x-ratelimit-", "-project-tokens", .tokens, .minute),
        ])

    /// The tokens header reports the token limit that is nearest. If it is missing, that of the input is used, then
    /// that of the output (platform.claude.com/docs/en/api/rate-limits).
    static let anthropic = LimitHeaders(
        fields: [("requests", .requests), ("tokens", .tokens), ("input-tokens", .tokens), ("output-tokens", .tokens)]
            .map { (name: String, subject: RateLimitReport.Subject) in
                Field("anthropic-ratelimit-\(name)-", "", subject, .minute)
            })

    /// Tokens per minute. There is also a monthly limit, which pacing cannot help with.
    static let mistral = LimitHeaders(fields: [
        .init(
            subject: .tokens, period: .minute, limit: "x-ratelimitbysize-limit-minute",
            remaining: "x-ratelimitbysize-remaining-minute", reset: "ratelimitbysize-reset")
    ])

    /// For a server that may forward to any provider.
    static let any = LimitHeaders(fields: openAI.fields + anthropic.fields + mistral.fields)

    /// Names that contain the period: `x-ratelimit-limit-tokens-minute`, `x-ratelimit-limit-requests-per-day`, or
    /// `x-ratelimit-limit-hour`, which counts requests.
    private static let timed: [Field] = RateLimitReport.Period.allCases.flatMap { period in
        [("-requests", RateLimitReport.Subject.requests), ("-tokens", .tokens), ("", .requests)].flatMap {
            name, subject in
            ["-", "-per-"].map { Field("x-ratelimit-", "\(name)\($0)\(period)", subject, period) }
        }
    }
}

extension LimitHeaders.Field {
    /// `<prefix>limit<suffix>` and so on.
    fileprivate init(
        _ prefix: String, _ suffix: String, _ subject: RateLimitReport.Subject, _ period: RateLimitReport.Period
    ) {
        self.init(
            subject: subject, period: period, limit: prefix + "limit" + suffix,
            remaining: prefix + "remaining" + suffix, reset: prefix + "reset" + suffix)
    }
}
