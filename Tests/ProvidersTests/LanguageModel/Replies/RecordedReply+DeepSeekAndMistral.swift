import Analysis
import Jobs

@testable import Providers

extension RecordedReply {
    /// Statuses from api-docs.deepseek.com/quick_start/error_codes.
    static let deepSeek = [
        // 1Panel MaxKB#3797
        RecordedReply(
            .deepSeek, "no credit", 402,
            ModelReply.error("Insufficient Balance", type: "unknown_error", code: "invalid_request_error"),
            .spent("DeepSeek has no credit left for this account (402): look at its billing")),
        RecordedReply(
            .deepSeek, "bad key", 401,
            ModelReply.error(
                "Authentication Fails, Your api key: ****cret is invalid", type: "authentication_error",
                code: "invalid_request_error"), .stopped("DeepSeek refuses the key (401): check DEEPSEEK_API_KEY")),
        RecordedReply(
            .deepSeek, "unknown model", 400,
            ModelReply.error("Model Not Exist", type: "invalid_request_error", code: "invalid_request_error"),
            .stopped("DeepSeek does not know the model the-model (400): \(offers(.deepSeek))")),
        // fast-agent#621
        RecordedReply(
            .deepSeek, "larger than the context", 400,
            ModelReply.error(
                "This model's maximum context length is 131072 tokens. However, you requested 131134 tokens (122942 in the "
                    + "messages, 8192 in the completion). Please reduce the length of the messages or completion.",
                type: "invalid_request_error", code: "invalid_request_error"), .tooLarge(limit: 131_072)),
        RecordedReply(
            .deepSeek, "refused content", 400,
            ModelReply.error("Content Exists Risk", type: "invalid_request_error", code: "invalid_request_error"),
            .refused("DeepSeek refuses the content (400 invalid_request_error)")),
        RecordedReply(
            .deepSeek, "rate limit", 429, ModelReply.error("Rate Limit Reached"), .limited(retryAfter: nil)),
        RecordedReply(
            .deepSeek, "overloaded", 503, ModelReply.error("Server Overloaded"),
            .overloaded("DeepSeek is overloaded (503)")),
        RecordedReply(
            .deepSeek, "server failure", 500, ModelReply.error("Server Error"), .unavailable("DeepSeek fails (500)")),
    ]

    static let mistral = [
        // cline#9085; headers as captured by users of its clients.
        RecordedReply(
            .mistral, "rate limit", 429,
            headers: [
                ("x-ratelimitbysize-limit-minute", "500000"), ("x-ratelimitbysize-remaining-minute", "0"),
                ("x-ratelimitbysize-limit-month", "1000000000"), ("x-ratelimitbysize-remaining-month", "999000000"),
                ("ratelimitbysize-reset", "38"), ("ratelimitbysize-query-cost", "32010"),
            ],
            #"{"object":"error","message":"Rate limit exceeded","type":"rate_limited","param":null,"code":"1300","raw_status_code":429}"#,
            .limited(
                retryAfter: .seconds(38),
                by: RateLimitReport(.tokens, per: .minute, limit: 500_000, remaining: 0, reset: .seconds(38)))),
        // pydantic-ai#1885: requests are counted by the second, and no header tells.
        RecordedReply(
            .mistral, "rate limit", 429, #"{"message":"Requests rate limit exceeded"}"#, .limited(retryAfter: nil)),
        // continuedev/continue#6185 and litellm#25078: its backend is full, and nobody's limit used up.
        RecordedReply(
            .mistral, "overloaded", 429,
            #"{"object":"error","message":"Service tier capacity exceeded for this model.","type":"invalid_request_error","param":null,"code":null}"#,
            .overloaded("Mistral is overloaded (429 invalid_request_error)")),
        RecordedReply(
            .mistral, "bad key", 401, #"{"detail":"Unauthorized"}"#,
            .stopped("Mistral refuses the key (401): check MISTRAL_API_KEY")),
        RecordedReply(
            .mistral, "unknown model", 400,
            #"{"object":"error","message":"Invalid model: the-model","type":"invalid_model","param":null,"code":"1500"}"#,
            .stopped("Mistral does not know the model the-model (400): \(offers(.mistral))")),
        RecordedReply(
            .mistral, "larger than the context", 400,
            #"{"object":"error","message":"Prompt contains 300000 tokens, too large for model with 131072 maximum context length","type":"invalid_request_error","param":null,"code":"3051"}"#,
            .tooLarge(limit: 131_072)),
        // openclaw#52599
        RecordedReply(
            .mistral, "semantic failure", 422,
            #"{"object":"error","message":{"detail":[{"type":"less_than","loc":["body","max_tokens"]}]},"type":"invalid_request_error"}"#,
            .unusable("Mistral could not process the request (422 less_than)")),
        RecordedReply(
            .mistral, "server failure", 500,
            #"{"object":"error","message":"Internal Server Error","type":"internal_server_error","code":"1000"}"#,
            .unavailable("Mistral fails (500 internal_server_error)")),
        RecordedReply(
            .mistral, "server failure", 520, "<!DOCTYPE html><title>api.mistral.ai | 520</title>",
            .unavailable("Mistral fails (520)")),
    ]
}
