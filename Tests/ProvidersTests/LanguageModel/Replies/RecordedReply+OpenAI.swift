import Analysis
import Jobs

@testable import Providers

extension RecordedReply {
    /// Codes from developers.openai.com/api/docs/guides/error-codes.
    static let openAI = [
        // continuedev/continue#11717 and #11472, with the headers of the guide on rate limits.
        RecordedReply(
            .openAI, "rate limit", 429,
            headers: [
                ("x-ratelimit-limit-requests", "500"), ("x-ratelimit-limit-tokens", "30000"),
                ("x-ratelimit-remaining-requests", "499"), ("x-ratelimit-remaining-tokens", "0"),
                ("x-ratelimit-reset-requests", "120ms"), ("x-ratelimit-reset-tokens", "6m0s"),
            ],
            ModelReply.error(
                "Rate limit reached for gpt-4.1 in organization org-1 on tokens per min (TPM): Limit 30000, Used 18928, "
                    + "Requested 11159. Please try again in 174ms. Visit https://platform.openai.com/account/rate-limits "
                    + "to learn more.", type: "tokens", code: "rate_limit_exceeded"),
            .limited(
                retryAfter: .seconds(360),
                by: RateLimitReport(
                    .tokens, per: .minute, limit: 30_000, remaining: 11_072, reset: .milliseconds(174)))),
        RecordedReply(
            .openAI, "rate limit", 429, headers: [("retry-after-ms", "8640"), ("retry-after", "9")],
            ModelReply.error(
                "Rate limit reached for the-model in organization org-1 on requests per day (RPD): Limit 200, Used 200, "
                    + "Requested 1. Please try again in 7m12s. Visit https://platform.openai.com/account/rate-limits to "
                    + "learn more.", type: "requests", code: "rate_limit_exceeded"),
            .limited(
                retryAfter: .milliseconds(8640),
                by: RateLimitReport(.requests, per: .day, limit: 200, remaining: 0, reset: .seconds(432)))),
        // continuedev/continue#11717: the same code, and no wait helps.
        RecordedReply(
            .openAI, "larger than the limit", 429, headers: [("retry-after", "8")],
            ModelReply.error(
                "Request too large for gpt-4.1-2025-04-14 (for limit gpt-4.1) in organization org-1 on tokens per min "
                    + "(TPM): Limit 30000, Requested 37313. The input or output tokens must be reduced in order to run "
                    + "successfully. Visit https://platform.openai.com/account/rate-limits to learn more.",
                type: "tokens", code: "rate_limit_exceeded"), .tooLarge(limit: 30_000)),
        // openai-cookbook#844
        RecordedReply(
            .openAI, "no credit", 429, headers: [("x-should-retry", "false")],
            ModelReply.error(
                "You exceeded your current quota, please check your plan and billing details. For more information on "
                    + "this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.",
                type: "insufficient_quota", code: "insufficient_quota"),
            .spent("OpenAI has no credit left for this account (429): look at its billing")),
        // acode-plugin-chatgpt#19
        RecordedReply(
            .openAI, "spend cap", 400,
            ModelReply.error(
                "Billing hard limit has been reached", type: "invalid_request_error", code: "billing_hard_limit_reached"
            ),
            .spent("OpenAI has reached the spend cap of this account (400): raise it, or wait until it is reset")),
        // factchecker#46
        RecordedReply(
            .openAI, "bad key", 401,
            ModelReply.error(
                "Incorrect API key provided: sk-secret. You can find your API key at "
                    + "https://platform.openai.com/account/api-keys.", type: "invalid_request_error",
                code: "invalid_api_key"), .stopped("OpenAI refuses the key (401): check OPENAI_API_KEY")),
        RecordedReply(
            .openAI, "unknown model", 404,
            ModelReply.error(
                "The model `the-model` does not exist or you do not have access to it.", type: "invalid_request_error",
                code: "model_not_found"),
            .stopped("OpenAI does not know the model the-model (404): \(offers(.openAI))")),
        // chathub#126
        RecordedReply(
            .openAI, "larger than the context", 400,
            ModelReply.error(
                "This model's maximum context length is 4097 tokens. However, your messages resulted in 4294 tokens. "
                    + "Please reduce the length of the messages.", type: "invalid_request_error",
                code: "context_length_exceeded"), .tooLarge(limit: 4097)),
        // khoj#1377
        RecordedReply(
            .openAI, "rejected", 400,
            ModelReply.error(
                "Unsupported value: 'temperature' does not support 0.8 with this model. Only the default (1) value is "
                    + "supported.", type: "invalid_request_error", code: "unsupported_value"),
            .rejected("OpenAI rejects the request (400 unsupported_value)")),
        // As OpenAI's models on Azure say it (learn.microsoft.com, content filtering).
        RecordedReply(
            .openAI, "refused content", 400,
            ModelReply.error(
                "The response was filtered due to the prompt triggering the content management policy.",
                code: "content_filter"), .refused("OpenAI refuses the content (400 content_filter)")),
        RecordedReply(
            .openAI, "overloaded", 503, headers: [("retry-after", "Sun, 06 Nov 1994 08:50:37 GMT"), ("date", now)],
            ModelReply.error(
                "The engine is currently overloaded, please try again later", type: "service_unavailable_error"),
            .overloaded("OpenAI is overloaded (503 service_unavailable_error)", retryAfter: .seconds(60))),
        RecordedReply(
            .openAI, "server failure", 500,
            ModelReply.error(
                "The server had an error while processing your request. Sorry about that!", type: "server_error"),
            .unavailable("OpenAI fails (500 server_error)")),
        RecordedReply(
            .openAI, "server failure", 500, headers: [("x-should-retry", "false")],
            ModelReply.error("The server had an error while processing your request.", type: "server_error"),
            .rejected("OpenAI fails (500 server_error)")),
        RecordedReply(
            .openAI, "rejected", 400, headers: [("x-should-retry", "true")], ModelReply.error("Odd.", type: "odd"),
            .unavailable("OpenAI rejects the request (400 odd)")),
    ]

    static let now = "Sun, 06 Nov 1994 08:49:37 GMT"
}
