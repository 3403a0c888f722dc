import Analysis
import Jobs

@testable import Providers

extension RecordedReply {
    /// Statuses and codes from console.groq.com/docs/errors.
    static let groq = [
        // eliza#4040, with the headers of console.groq.com/docs/rate-limits.
        RecordedReply(
            .groq, "rate limit", 429,
            headers: [
                ("retry-after", "8"), ("x-ratelimit-limit-requests", "1000"), ("x-ratelimit-limit-tokens", "8000"),
                ("x-ratelimit-remaining-requests", "970"), ("x-ratelimit-remaining-tokens", "439"),
                ("x-ratelimit-reset-requests", "43m12s"), ("x-ratelimit-reset-tokens", "56.7s"),
            ],
            ModelReply.error(
                "Rate limit reached for model `the-model` in organization `org_01` service tier `on_demand` on tokens per "
                    + "minute (TPM): Limit 8000, Used 7561, Requested 1460. Please try again in 7.66s. Need more tokens? "
                    + "Upgrade to Dev Tier today at https://console.groq.com/settings/billing",
                type: "tokens", code: "rate_limit_exceeded"),
            .limited(
                retryAfter: .seconds(8),
                by: RateLimitReport(
                    .tokens, per: .minute, limit: 8000, remaining: 439, reset: .milliseconds(7660)))),
        // continuedev/continue#10920
        RecordedReply(
            .groq, "rate limit", 429,
            ModelReply.error(
                "Rate limit reached for model `the-model` in organization `org_01` service tier `on_demand` on tokens per "
                    + "day (TPD): Limit 100000, Used 99331, Requested 4589. Please try again in 56m26.88s. Need more "
                    + "tokens?", type: "tokens", code: "rate_limit_exceeded"),
            .limited(
                retryAfter: .milliseconds(3_386_880),
                by: RateLimitReport(
                    .tokens, per: .day, limit: 100_000, remaining: 669, reset: .milliseconds(3_386_880)))),
        // Of the requests of a day only headers tell, and no header tells of those of a minute.
        RecordedReply(
            .groq, "rate limit", 429,
            headers: [
                ("x-ratelimit-limit-requests", "14400"), ("x-ratelimit-remaining-requests", "0"),
                ("x-ratelimit-reset-requests", "2m59.56s"), ("x-ratelimit-limit-tokens", "6000"),
                ("x-ratelimit-remaining-tokens", "5000"), ("x-ratelimit-reset-tokens", "10s"),
            ], "",
            .limited(
                retryAfter: .milliseconds(179_560),
                by: RateLimitReport(
                    .requests, per: .day, limit: 14_400, remaining: 0, reset: .milliseconds(179_560)))),
        RecordedReply(.groq, "rate limit", 429, "", .limited(retryAfter: nil)),
        RecordedReply(
            .groq, "rate limit", 429,
            headers: [
                ("retry-after", "0"), ("x-ratelimit-reset-tokens", "soon"), ("x-ratelimit-remaining-tokens", "0"),
            ],
            "<html>", .limited(retryAfter: nil, by: RateLimitReport(.tokens, per: .minute, remaining: 0))),
        // ha-groq-cloud-api#27
        RecordedReply(
            .groq, "larger than the limit", 413,
            ModelReply.error(
                "Request too large for model `the-model` in organization `org_01` service tier `on_demand` on tokens per "
                    + "minute (TPM): Limit 6000, Requested 9198, please reduce your message size and try again.",
                type: "tokens", code: "rate_limit_exceeded"), .tooLarge(limit: 6000)),
        RecordedReply(.groq, "larger than the body limit", 413, "<html>413 Request Entity Too Large", .tooLarge()),
        RecordedReply(
            .groq, "larger than the context", 400,
            ModelReply.error(
                "Please reduce the length of the messages or completion.", type: "invalid_request_error",
                code: "context_length_exceeded"), .tooLarge()),
        RecordedReply(
            .groq, "failed generation", 400,
            ModelReply.error(
                "Failed to validate JSON. Please adjust your prompt. See 'failed_generation' for more details.",
                type: "invalid_request_error", code: "json_validate_failed", more: "The patient's secret"),
            .unusable("Groq got no valid JSON from the model (400 json_validate_failed)")),
        RecordedReply(
            .groq, "semantic failure", 422,
            ModelReply.error("Hallucinated.", type: "invalid_request_error"),
            .unusable("Groq could not process the request (422 invalid_request_error)")),
        // console.groq.com/docs/spend-limits, and a code of the family that was seen instead.
        RecordedReply(
            .groq, "spend cap", 400,
            ModelReply.error("Spend limit.", type: "invalid_request_error", code: "blocked_api_access"),
            .spent("Groq has reached the spend cap of this account (400): raise it, or wait until it is reset")),
        RecordedReply(
            .groq, "spend cap", 400,
            ModelReply.error("Spend limit.", type: "invalid_request_error", code: "spend_limit"),
            .spent("Groq has reached the spend cap of this account (400): raise it, or wait until it is reset")),
        RecordedReply(
            .groq, "retired model", 400,
            ModelReply.error(
                "The model `the-model` has been decommissioned and is no longer supported.",
                type: "invalid_request_error", code: "model_decommissioned"),
            .stopped("Groq does not run the model the-model any more (400): \(offers(.groq))")),
        RecordedReply(
            .groq, "unknown model", 404,
            ModelReply.error(
                "The model `the-model` does not exist or you do not have access to it.", type: "invalid_request_error",
                code: "model_not_found"),
            .stopped("Groq does not know the model the-model (404): \(offers(.groq))")),
        RecordedReply(
            .groq, "not found", 404,
            ModelReply.error("Unknown request URL.", type: "invalid_request_error", code: "unknown_url"),
            .stopped(
                "Groq knows neither the model the-model nor, perhaps, the address (404): check GROQ_MODEL and "
                    + "GROQ_BASE_URL")),
        RecordedReply(
            .groq, "bad key", 401,
            ModelReply.error("Invalid API Key", type: "invalid_request_error", code: "invalid_api_key"),
            .stopped("Groq refuses the key (401): check GROQ_API_KEY")),
        RecordedReply(
            .groq, "page of a proxy", 403, "<html>Access denied</html>",
            .rejected("Groq sends a web page instead of an answer: a proxy or firewall may be in between (403)")),
        // console.groq.com/docs/flex-processing
        RecordedReply(
            .groq, "no capacity", 498, headers: [("retry-after", "1.5")],
            ModelReply.error("Flex tier is full.", code: "capacity_exceeded"),
            .overloaded("Groq has no capacity left (498 capacity_exceeded)", retryAfter: .milliseconds(1500))),
        RecordedReply(
            .groq, "server failure", 500,
            ModelReply.error("Internal Server Error", type: "internal_server_error"),
            .unavailable("Groq fails (500 internal_server_error)")),
        RecordedReply(
            .groq, "server failure", 502, "<html>Bad gateway</html>", .unavailable("Groq fails (502)")),
        RecordedReply(
            .groq, "overloaded", 503, ModelReply.error("Service Unavailable", type: "service_unavailable"),
            .overloaded("Groq is overloaded (503 service_unavailable)")),
        RecordedReply(
            .groq, "rejected", 400,
            ModelReply.error(
                "'messages.1.content' must be text: 'Patient A. was ill. She died.'", type: "invalid_request_error"),
            .rejected("Groq rejects the request (400 invalid_request_error)")),
        RecordedReply(.groq, "rejected", 418, "[]", .rejected("Groq rejects the request (418)")),
    ]
}
