extension OddCase {
    /// Advice on when to come back that cannot be meant, and the calls that follow it.
    static let limits: [OddCase] = [
        limited("an epoch", "Retry-After: 1771404540", "https://github.com/openclaw/clawhub/issues/407"),
        limited("three centuries", "Retry-After: 9999999999", "https://github.com/urllib3/urllib3/pull/3743"),
        limited("eleven days", "Retry-After: 999999", "https://github.com/shashankswe2020-ux/whoop-mcp/issues/17"),
        limited(
            "beyond every number", "Retry-After: 99999999999999999999", "https://github.com/urllib3/urllib3/pull/3743"),
        limited(
            "an epoch in milliseconds", "retry-after-ms: 1771404540000",
            "https://github.com/openclaw/clawhub/issues/407"),
        limited("negative", "Retry-After: -1", "https://github.com/pydantic/pydantic-ai/pull/7073"),
        limited("zero", "Retry-After: 0", "https://github.com/superglue-ai/superglue/pull/699"),
        limited("a fraction", "Retry-After: 0.493", "https://github.com/SpaceTradersAPI/api-docs/issues/24"),
        limited("digits and letters", "Retry-After: 120junk", "https://github.com/basecamp/basecamp-sdk/pull/781"),
        limited("empty", "Retry-After:", "https://github.com/mastra-ai/mastra/issues/23778"),
        limited(
            "a date that is over", "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT",
            "https://github.com/superglue-ai/superglue/pull/699"),
        limited(
            "a date in the last year of all", "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT",
            "https://github.com/anthropics/anthropic-sdk-python/pull/1827", .anthropic),
        limited(
            "minus one everywhere",
            "x-ratelimit-limit-tokens: -1\r\nx-ratelimit-remaining-tokens: -1\r\n"
                + "x-ratelimit-reset-tokens: 0", "https://github.com/openai/openai-dotnet/issues/838", .openAI),
        limited(
            "a name of Azure's", "x-rate-limit-reset-tokens: 1", "https://github.com/openai/openai-python/issues/937"),
        limited(
            "an epoch as the reset",
            "x-ratelimit-remaining-requests: 0\r\nx-ratelimit-limit-requests: 20\r\n"
                + "x-ratelimit-reset-requests: 1771404540", "https://github.com/CortexLM/cortex-code/pull/407"),
        .first(
            "a list of one error", .limit, .gemini, "https://github.com/google-gemini/gemini-cli/issues/14831"
        ) { _ in
            .http(
                429,
                #"[{"error":{"code":429,"message":"Resource exhausted. Please try again later.","errors":[{"reason":"#
                    + #""rateLimitExceeded"}],"status":"RESOURCE_EXHAUSTED"}}]"#)
        },
        .first(
            "an error within the words of an error", .limit, .gemini,
            "https://github.com/continuedev/continue/issues/10560"
        ) { _ in
            .error(
                429,
                "{\n  \"error\": {\n    \"code\": 429,\n    \"message\": \"Resource has been exhausted\"\n  }\n}\n",
                type: nil, code: "429")
        },
        .first(
            "no body and no header", .limit, .any, "https://github.com/BerriAI/litellm/issues/21553"
        ) { _ in .http(429, "", type: nil) },
        .first(
            "a page", .limit, .any, "https://github.com/BerriAI/litellm/issues/21553"
        ) { _ in .html(429, "429 Too Many Requests") },
        .first(
            "told as 500", .limit, .any, "https://github.com/BerriAI/litellm/pull/2493"
        ) { _ in
            .error(500, "No deployments available for selected model, Try again in 1 seconds.", type: nil, code: "500")
        },
        good(
            "minus one on every answer", .openAI, "https://github.com/openai/openai-dotnet/issues/838",
            "x-ratelimit-limit-tokens: -1", "x-ratelimit-remaining-tokens: -1", "x-ratelimit-reset-tokens: 0"),
        good(
            "nothing left, on every answer", .any, "https://github.com/EvolvingPrograms/oaib/issues/11",
            "x-ratelimit-limit-requests: 80", "x-ratelimit-remaining-requests: 0", "x-ratelimit-reset-requests: 1ms"),
        good(
            "a limit of one token that answers do not keep", .any, "https://github.com/BerriAI/litellm/issues/5957",
            "x-ratelimit-limit-tokens: 1", "x-ratelimit-remaining-tokens: 1", "x-ratelimit-reset-tokens: 1s"),
        good(
            "a limit of zero", .groq, "https://github.com/BerriAI/litellm/issues/5957",
            "x-ratelimit-limit-requests: 0", "x-ratelimit-remaining-requests: 0", "x-ratelimit-reset-requests: 0s"),
        good(
            "words for numbers", .any, "https://github.com/BerriAI/litellm/issues/5957",
            "x-ratelimit-limit-tokens: unlimited", "x-ratelimit-remaining-tokens: None",
            "x-ratelimit-reset-tokens: never"),
        good(
            "advice to wait on a good answer", .any, "https://github.com/throttled/throttled/issues/55",
            "Retry-After: 3600", "X-Ratelimit-Remaining: 0", "X-Ratelimit-Reset: 6"),
    ]

    /// A first call that is refused, with such a header; all are done soon afterwards.
    private static func limited(
        _ name: String, _ header: String, _ source: String, _ provider: Provider = .any
    ) -> OddCase {
        .first(name, .limit, provider, source) { _ in .rateLimited(header) }
    }

    /// Good answers with such headers.
    private static func good(_ name: String, _ provider: Provider, _ source: String, _ headers: String...) -> OddCase {
        .every(name, .limit, provider, source, .done(calls: 1)) { .http(200, $0.goodBytes, headers: headers) }
    }
}
