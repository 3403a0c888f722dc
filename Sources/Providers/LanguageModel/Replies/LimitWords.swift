import Analysis
import Jobs

/// Finds in the words of an error which limit it is about, for providers that have no headers for limits or none for
/// this one.
enum LimitWords {
    private static let kinds: [(words: [String], subject: RateLimitReport.Subject, period: RateLimitReport.Period)] = [
        (["(tpd)", "tokens per day"], .tokens, .day), (["(rpd)", "requests per day"], .requests, .day),
        (["(tpm)", "tokens per min"], .tokens, .minute), (["(rpm)", "requests per min"], .requests, .minute),
    ]

    /// Nil if the error names no limit.
    static func report(_ body: ErrorBody) -> RateLimitReport? {
        quota(body) ?? message(body)
    }

    /// "… on tokens per day (TPD): Limit 100000, Used 99331, Requested 4589. Please try again in 56m26.88s", as Groq
    /// and OpenAI write, and "… the rate limit of 30,000 input tokens per minute", as Anthropic writes.
    private static func message(_ body: ErrorBody) -> RateLimitReport? {
        let text = body.message.lowercased()
        guard let kind = kinds.first(where: { $0.words.contains(where: text.contains) }) else { return nil }
        let limit = number(after: "limit ", in: text) ?? number(before: kind.words[1], in: text)
        let used = number(after: "used ", in: text)
        let remaining = limit.flatMap { limit in used.map { max(0, limit - $0) } }
        return RateLimitReport(
            kind.subject, per: kind.period, limit: limit, remaining: remaining, reset: RetryGuidance.inBody(body))
    }

    /// Google's names: `GenerateRequestsPerDayPerProjectPerModel-FreeTier`. A daily limit takes precedence, because it
    /// lasts longer than one of the minute.
    private static func quota(_ body: ErrorBody) -> RateLimitReport? {
        let reports = body.quotas.filter { $0.id.contains("PerDay") || $0.id.contains("PerMinute") }.map { quota in
            RateLimitReport(
                quota.id.contains("Token") ? .tokens : .requests, per: quota.id.contains("PerDay") ? .day : .minute,
                limit: Int(quota.value).flatMap { $0 > 0 ? $0 : nil }, remaining: 0, reset: RetryGuidance.inBody(body))
        }
        return reports.first { $0.period == .day } ?? reports.first
    }

    /// The words before a token limit in the messages of different providers, the most certain first.
    private static let beforeTokenLimit = [
        "maximum context length is ", "too large for model with ", "tokens allowed ", "context length of only ",
        "n_ctx: ", "context size (", " > ", "limit ", "limit of ",
    ]

    /// The maximum tokens of prompt and output, if an error about the size of a call names them.
    static func tokenLimit(_ message: String) -> Int? {
        let text = message.lowercased()
        for words in beforeTokenLimit {
            if let limit = number(after: words, in: text), limit > 0 { return limit }
        }
        return nil
    }

    /// The first whole number directly after the words, with or without commas.
    private static func number(after words: String, in text: String) -> Int? {
        text.ranges(of: words).lazy.compactMap { place in
            count(text[place.upperBound...].prefix { $0.isASCII && $0.isNumber || $0 == "," })
        }.first
    }

    /// The last number before the words: "30,000 input tokens per minute".
    private static func number(before words: String, in text: String) -> Int? {
        guard let place = text.firstRange(of: words) else { return nil }
        let start = text[..<place.lowerBound].split(separator: " ").suffix(2)
        return start.lazy.compactMap { count($0) }.last
    }

    /// A number that is plausible for a limit.
    private static func count(_ text: Substring) -> Int? {
        Int(text.filter { $0 != "," }).flatMap { 0...1_000_000_000_000 ~= $0 ? $0 : nil }
    }
}
