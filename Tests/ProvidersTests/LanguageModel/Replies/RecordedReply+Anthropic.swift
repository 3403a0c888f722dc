import Analysis
import Jobs

@testable import Providers

extension RecordedReply {
    /// Types from platform.claude.com/docs/en/api/errors.
    static let anthropic = [
        // anthropic-sdk-typescript and claude-code threads on outputs that the filter stops.
        RecordedReply(
            .anthropic, "refused content", 400,
            #"{"type":"error","error":{"type":"invalid_request_error","message":"Output blocked by content filtering policy"}}"#,
            .refused("Anthropic refuses the content (400 invalid_request_error)")),
        // OpenHands#9259; retry-after and the other headers as platform.claude.com/docs/en/api/rate-limits has them.
        RecordedReply(
            .anthropic, "rate limit", 429,
            headers: [
                ("date", now), ("retry-after", "12"), ("anthropic-ratelimit-input-tokens-limit", "20000"),
                ("anthropic-ratelimit-input-tokens-remaining", "0"),
                ("anthropic-ratelimit-input-tokens-reset", "1994-11-06T08:50:00Z"),
            ],
            error(
                "rate_limit_error",
                "This request would exceed the rate limit for your organization (0dccdde6) of 20,000 input tokens per "
                    + "minute. For details, refer to: https://docs.anthropic.com/en/api/rate-limits. You can see the "
                    + "response headers for current usage. Please reduce the prompt length or the maximum tokens requested, "
                    + "or try again later."),
            .limited(retryAfter: .seconds(12), by: RateLimitReport(.tokens, per: .minute, limit: 20_000))),
        // claude-code#71670
        RecordedReply(
            .anthropic, "rate limit", 429,
            headers: [
                ("date", now), ("anthropic-ratelimit-requests-limit", "50"),
                ("anthropic-ratelimit-requests-remaining", "0"),
                ("anthropic-ratelimit-requests-reset", "1994-11-06T08:50:07.5Z"),
                ("anthropic-ratelimit-tokens-limit", "50000"), ("anthropic-ratelimit-tokens-remaining", "49000"),
                ("anthropic-ratelimit-tokens-reset", "1994-11-06T08:49:38Z"),
            ],
            error("rate_limit_error", "This request would exceed your account's rate limit. Please try again later."),
            .limited(
                retryAfter: .seconds(30.5),
                by: RateLimitReport(.requests, per: .minute, limit: 50, remaining: 0, reset: .seconds(30.5)))),
        // cline#52
        RecordedReply(
            .anthropic, "overloaded", 529, error("overloaded_error", "Overloaded"),
            .overloaded("Anthropic is overloaded (529 overloaded_error)")),
        // claude-code#4250
        RecordedReply(
            .anthropic, "overloaded", 500, error("api_error", "Overloaded"),
            .overloaded("Anthropic is overloaded (500 api_error)")),
        RecordedReply(
            .anthropic, "overloaded", 529, headers: [("retry-after", "20")], "<html>",
            .overloaded("Anthropic is overloaded (529)", retryAfter: .seconds(20))),
        // claude-code#64667
        RecordedReply(
            .anthropic, "bad key", 401, error("authentication_error", "invalid x-api-key"),
            .stopped("Anthropic refuses the key (401): check ANTHROPIC_API_KEY")),
        RecordedReply(
            .anthropic, "forbidden", 403,
            error("permission_error", "Your API key does not have permission to use the specified resource."),
            .stopped(
                "Anthropic forbids the call (403): check what ANTHROPIC_API_KEY may do, and the model the-model")),
        RecordedReply(
            .anthropic, "unknown model", 404, error("not_found_error", "model: the-model"),
            .stopped("Anthropic does not know the model the-model (404): \(offers(.anthropic))")),
        // continuedev/continue#5499
        RecordedReply(
            .anthropic, "no credit", 400,
            error(
                "invalid_request_error",
                "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or "
                    + "purchase credits."),
            .spent("Anthropic has no credit left for this account (400): look at its billing")),
        RecordedReply(
            .anthropic, "no credit", 402, error("billing_error", "There's an issue with your billing."),
            .spent("Anthropic has no credit left for this account (402): look at its billing")),
        // claude-code#2127
        RecordedReply(
            .anthropic, "spend cap", 400,
            error(
                "invalid_request_error",
                "You have reached your specified API usage limits. You will regain access on 2025-07-01 at 00:00 UTC."),
            .spent("Anthropic has reached the spend cap of this account (400): raise it, or wait until it is reset")),
        RecordedReply(
            .anthropic, "larger than the context", 400,
            error("invalid_request_error", "prompt is too long: 208310 tokens > 200000 maximum"),
            .tooLarge(limit: 200_000)),
        RecordedReply(
            .anthropic, "larger than the context", 400,
            error(
                "invalid_request_error",
                "input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000, decrease input length or "
                    + "`max_tokens` and try again"), .tooLarge(limit: 200_000)),
        RecordedReply(
            .anthropic, "larger than the context", 413,
            error("request_too_large", "Request exceeds the maximum allowed number of bytes."), .tooLarge()),
        RecordedReply(
            .anthropic, "out of time", 504, error("timeout_error", "Request timed out."),
            .unavailable("Anthropic ran out of time (504 timeout_error)")),
        RecordedReply(
            .anthropic, "server failure", 500, error("api_error", "Internal server error"),
            .unavailable("Anthropic fails (500 api_error)")),
        RecordedReply(
            .anthropic, "rejected", 400,
            error("invalid_request_error", "temperature: may only be set to 1 for this model"),
            .rejected("Anthropic rejects the request (400 invalid_request_error)")),
    ]

    private static func error(_ type: String, _ message: String) -> String {
        #"{"type":"error","error":{"type":"\#(type)","message":"\#(message)"},"request_id":"req_011"}"#
    }
}
