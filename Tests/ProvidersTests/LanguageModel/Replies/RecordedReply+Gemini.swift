import Analysis
import Jobs

@testable import Providers

extension RecordedReply {
    /// Statuses from ai.google.dev/gemini-api/docs/troubleshooting. The compatible endpoint sends an array of one.
    static let gemini = [
        // gemini-cli#8437, with a RetryInfo as in agent-zero#403: of the three, the day's limit outlasts the others.
        RecordedReply(
            .gemini, "rate limit", 429,
            error(
                429, "RESOURCE_EXHAUSTED", quotaExceeded,
                details: quotaFailure([
                    ("GenerateContentInputTokensPerModelPerMinute-FreeTier", nil),
                    ("GenerateRequestsPerMinutePerProjectPerModel-FreeTier", nil),
                    ("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "20"),
                ]) + "," + retryInfo("34s")),
            .limited(
                retryAfter: .seconds(34),
                by: RateLimitReport(.requests, per: .day, limit: 20, remaining: 0, reset: .seconds(34)))),
        RecordedReply(
            .gemini, "rate limit", 429,
            error(
                429, "RESOURCE_EXHAUSTED", quotaExceeded + "\\nPlease retry in 45.578569677s.",
                details: quotaFailure([("GenerateContentInputTokensPerModelPerMinute-FreeTier", "250000")])),
            .limited(
                retryAfter: .milliseconds(45_579),
                by: RateLimitReport(
                    .tokens, per: .minute, limit: 250_000, remaining: 0, reset: .milliseconds(45_579)))),
        // gemini-cli#4656
        RecordedReply(
            .gemini, "rate limit", 429,
            error(
                429, "RESOURCE_EXHAUSTED", quotaExceeded,
                details: quotaFailure([("GenerateContentInputTokensPerModelPerDay-FreeTier", "6000000")])),
            .limited(
                retryAfter: nil, by: RateLimitReport(.tokens, per: .day, limit: 6_000_000, remaining: 0))),
        // continuedev/continue#10562
        RecordedReply(
            .gemini, "rate limit", 429,
            error(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."),
            .limited(retryAfter: nil)),
        // continuedev/continue#9570: no wait helps where the limit is nothing.
        RecordedReply(
            .gemini, "no quota", 429,
            error(
                429, "RESOURCE_EXHAUSTED",
                quotaExceeded + " \\n* Quota exceeded for metric: "
                    + "generativelanguage.googleapis.com/generate_content_free_tier_requests, limit: 0, model: gemini-3-pro"
                    + "\\nPlease retry in 45.578569677s."),
            .stopped(
                "Gemini grants this account nothing of the model the-model (429): change the plan, or "
                    + offers(.gemini))),
        // continuedev/continue#10748
        RecordedReply(
            .gemini, "bad key", 400,
            error(
                400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.",
                details: #"{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID","#
                    + #""domain":"googleapis.com","metadata":{"service":"generativelanguage.googleapis.com"}}"#),
            .stopped("Gemini refuses the key (400): check GEMINI_API_KEY")),
        RecordedReply(
            .gemini, "forbidden", 403,
            error(403, "PERMISSION_DENIED", "Your API key doesn't have the required permissions."),
            .stopped("Gemini forbids the call (403): check what GEMINI_API_KEY may do, and the model the-model")),
        RecordedReply(
            .gemini, "unknown model", 404,
            error(
                404, "NOT_FOUND",
                "models/the-model is not found for API version v1main, or is not supported for generateContent."),
            .stopped("Gemini does not know the model the-model (404): \(offers(.gemini))")),
        // gemini-cli#15184
        RecordedReply(
            .gemini, "larger than the context", 400,
            error(
                400, "INVALID_ARGUMENT",
                "The input token count exceeds the maximum number of tokens allowed 1048576."),
            .tooLarge(limit: 1_048_576)),
        // gemini-cli#5191
        RecordedReply(
            .gemini, "overloaded", 503,
            error(503, "UNAVAILABLE", "The model is overloaded. Please try again later."),
            .overloaded("Gemini is overloaded (503 UNAVAILABLE)")),
        RecordedReply(
            .gemini, "out of time", 504,
            error(504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete."),
            .unavailable("Gemini ran out of time (504 DEADLINE_EXCEEDED)")),
        RecordedReply(
            .gemini, "server failure", 500, error(500, "INTERNAL", "An internal error has occurred."),
            .unavailable("Gemini fails (500 INTERNAL)")),
    ]

    private static let quotaExceeded =
        "You exceeded your current quota, please check your plan and billing details. For more information on this error, "
        + "head to: https://ai.google.dev/gemini-api/docs/rate-limits."

    private static func error(_ code: Int, _ status: String, _ message: String, details: String = "") -> String {
        #"[{"error":{"code":\#(code),"message":"\#(message)","status":"\#(status)","details":[\#(details)]}}]"#
    }

    private static func retryInfo(_ delay: String) -> String {
        #"{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"\#(delay)"}"#
    }

    private static func quotaFailure(_ violations: [(id: String, value: String?)]) -> String {
        let violations = violations.map { id, value in
            let value = value.map { #","quotaValue":"\#($0)""# } ?? ""
            return #"{"quotaMetric":"generativelanguage.googleapis.com/m","quotaId":"\#(id)""#
                + #","quotaDimensions":{"location":"global"}\#(value)}"#
        }
        return
            #"{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[\#(violations.joined(separator: ","))]}"#
    }
}
