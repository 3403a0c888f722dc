import Analysis
import Jobs

@testable import Providers

extension RecordedReply {
    static let ollama = [
        // The error of its scheduler (ollama, server/sched.go).
        RecordedReply(
            .ollama, "overloaded", 503,
            ModelReply.error(
                "server busy, please try again.  maximum pending requests exceeded", type: "api_error"),
            .overloaded("Ollama is overloaded (503 api_error)")),
        // ollama#15934
        RecordedReply(
            .ollama, "overloaded", 503, #"{"error":"Server overloaded, please retry shortly (ref: 06d81c91)"}"#,
            .overloaded("Ollama is overloaded (503)")),
        // autohandai/code-cli#21
        RecordedReply(
            .ollama, "unknown model", 404,
            ModelReply.error("model 'the-model' not found", type: "not_found_error"),
            .stopped("Ollama does not know the model the-model (404): \(offers(.ollama))")),
        RecordedReply(
            .ollama, "unknown model", 404,
            ModelReply.error(#"model "the-model" not found, try pulling it first"#, type: "api_error"),
            .stopped("Ollama does not know the model the-model (404): \(offers(.ollama))")),
        RecordedReply(
            .ollama, "larger than the context", 400,
            ModelReply.error(
                "prompt too long; exceeded max context length by 4096 tokens", type: "invalid_request_error"),
            .tooLarge()),
        RecordedReply(
            .ollama, "server failure", 500,
            ModelReply.error("llama runner process has terminated: signal: killed", type: "api_error"),
            .unavailable("Ollama fails (500 api_error)")),
    ]

    static let lmStudio = [
        // LoadShine/tada#16: what happens to those who ask for any JSON object.
        RecordedReply(
            .lmStudio, "rejected", 400, #"{"error":"'response_format.type' must be 'json_schema' or 'text'"}"#,
            .rejected("LM Studio rejects the request (400)")),
        // openclaude#353
        RecordedReply(
            .lmStudio, "larger than the context", 400,
            #"{"error":"The number of tokens to keep from the initial prompt is greater than the context length (n_keep: 13055>= n_ctx: 4096). Try to load the model with a larger context length, or provide a shorter input."}"#,
            .tooLarge(limit: 4096)),
        // lmstudio-bug-tracker#546, and with the status of success by #2322.
        RecordedReply(
            .lmStudio, "larger than the context", 200,
            #"{"error":"Trying to keep the first 111490 tokens when context the overflows. However, the model is loaded with context length of only 32768 tokens, which is not enough."}"#,
            .tooLarge(limit: 32_768)),
        RecordedReply(
            .lmStudio, "unknown model", 404,
            ModelReply.error(
                "No models loaded. Please load a model in the developer page or use the `lms load` command.",
                type: "invalid_request_error", code: "model_not_found"),
            .stopped("LM Studio does not know the model the-model (404): set LMSTUDIO_MODEL")),
        RecordedReply(
            .lmStudio, "rejected", 200, #"{"error":"Unexpected endpoint or method. (POST /chat/completions)"}"#,
            .unavailable("LM Studio fails (502)")),
    ]

    static let localAI = [
        // LocalAI#1664
        RecordedReply(
            .localAI, "server failure", 500,
            #"{"error":{"code":500,"message":"could not load model: rpc error: code = Unavailable desc = error reading from server: EOF","type":""}}"#,
            .unavailable("LocalAI fails (500)")),
        // Its backend is llama.cpp (examples/server, error of type exceed_context_size_error).
        RecordedReply(
            .localAI, "larger than the context", 400,
            #"{"error":{"code":400,"message":"the request exceeds the available context size (8192 tokens), try increasing it","type":"exceed_context_size_error","n_prompt_tokens":9000,"n_ctx":8192}}"#,
            .tooLarge(limit: 8192)),
        RecordedReply(
            .localAI, "bad key", 401,
            ModelReply.error("An authentication key is required", type: "invalid_request_error"),
            .stopped("LocalAI refuses the key (401): check LOCALAI_API_KEY")),
    ]

    /// Of servers that nobody knows beforehand, and of what stands between us and any.
    static let others = [
        // vLLM
        RecordedReply(
            .openAICompatible, "larger than the context", 400,
            #"{"object":"error","message":"This model's maximum context length is 4096 tokens. However, you requested 5000","type":"BadRequestError","code":400}"#,
            .tooLarge(limit: 4096)),
        // OpenAI's names for limits are the most usual.
        RecordedReply(
            .openAICompatible, "rate limit", 429,
            headers: [
                ("x-ratelimit-limit-requests", "60"), ("x-ratelimit-remaining-requests", "0"),
                ("x-ratelimit-reset-requests", "1s"),
            ], "",
            .limited(
                retryAfter: .seconds(1),
                by: RateLimitReport(.requests, per: .minute, limit: 60, remaining: 0, reset: .seconds(1)))),
        RecordedReply(
            .openAICompatible, "rate limit", 200, #"{"error":{"code":429,"message":"Slow down."}}"#,
            .limited(retryAfter: nil)),
        RecordedReply(
            .openAICompatible, "out of time", 408, #"{"detail":"Timeout"}"#,
            .unavailable("the provider ran out of time (408)")),
        RecordedReply(
            .openAICompatible, "out of time", 409, ModelReply.error("Conflict", code: "lock_timeout"),
            .unavailable("the provider ran out of time (409 lock_timeout)")),
        RecordedReply(
            .openAICompatible, "redirect", 301, "",
            .stopped("the provider sends us elsewhere (301): check BASE_URL")),
        RecordedReply(
            .openAICompatible, "no answer", 101, "",
            .unavailable("the provider answered with an unexpected status (101)")),
        RecordedReply(
            .openAICompatible, "server failure", 502,
            "<html><head><title>502 Bad Gateway</title></head><body><hr>nginx</body></html>",
            .unavailable("the provider fails (502)")),
        RecordedReply(
            .openAICompatible, "page of a proxy", 200, "<html><body><h1>Welcome to nginx!</h1></body></html>",
            .unusable("the provider answered something that is not an answer of a model: check BASE_URL")),
        // nginx's own page for a request header that is too large, as openresty and many proxies send it.
        RecordedReply(
            .openAICompatible, "page of a proxy", 400,
            "<html><head><title>400 Request Header Or Cookie Too Large</title></head><body>nginx</body></html>",
            .rejected(
                "the provider sends a web page instead of an answer: a proxy or firewall may be in between (400)")),
        // Cloudflare's block page: a rule of its firewall that a text set off.
        RecordedReply(
            .openAICompatible, "page of a proxy", 403,
            "<!DOCTYPE html><title>Attention Required! | Cloudflare</title><h1>Sorry, you have been blocked</h1>",
            .rejected(
                "the provider sends a web page instead of an answer: a proxy or firewall may be in between (403)")),
        // squid's answer to a request without a login (RFC 9110, 15.5.8).
        RecordedReply(
            .openAICompatible, "proxy login", 407, "<html><body>Cache Access Denied.</body></html>",
            .stopped("the provider is behind a proxy that asks for a login (407): check the proxy and BASE_URL")),
        // RFC 9110, 15.5.20: the connection was reused for another origin.
        RecordedReply(
            .openAICompatible, "misdirected", 421, "",
            .unavailable("the provider does not serve this address on this connection (421)")),
        // Words of a document decide nothing that stops a provider.
        RecordedReply(
            .openAICompatible, "rejected", 400,
            ModelReply.error(
                "Content is not allowed: insufficient_quota, request too large, try again in 9s, your credit balance is too "
                    + "low, model not exist, api key not valid", type: "content_policy", code: "a code with blanks"),
            .rejected("the provider rejects the request (400 content_policy)")),
    ]
}
