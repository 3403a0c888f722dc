extension OddCase {
    /// One text that is too much for the model, in providers' own words.
    static let sizes: [OddCase] = [
        .marked(
            "larger than the context, in TGI's words", .status, .any,
            "https://github.com/huggingface/llm-vscode/issues/94",
            .error("too_long")
        ) { _ in
            .http(
                422,
                #"{"error":"Input validation error: `inputs` tokens + `max_new_tokens` must be <= 2048. Given: 3474 "#
                    + #"`inputs` tokens and 60 `max_new_tokens`","error_type":"validation"}"#)
        },
        .marked(
            "larger than the context, in vLLM's words", .status, .any,
            "https://github.com/vllm-project/vllm/issues/20409",
            .error("too_long")
        ) { _ in
            .http(
                400,
                #"{"error":{"message":"This model's maximum context length is 16384 tokens. However, your request "#
                    + #"has 112946 input tokens plus 2045 'max_tokens'. Please reduce one or the other.","#
                    + #""type":"BadRequestError","#
                    + #""param":"input_tokens, max_tokens","code":400}}"#)
        },
        .marked(
            "larger than the context, in Gemini's words", .status, .gemini,
            "https://github.com/google-gemini/gemini-cli/issues/4692", .error("too_long")
        ) { _ in
            .http(
                400,
                #"[{"error":{"code":400,"message":"The input token count (2845475) exceeds the maximum number of "#
                    + #"tokens allowed (1048576).","status":"INVALID_ARGUMENT"}}]"#)
        },
        .first(
            "a generation that failed once", .status, .groq,
            "https://github.com/thepersonalaicompany/amurex-backend/issues/38"
        ) { _ in
            .http(
                400,
                #"{"error":{"message":"Failed to generate JSON. Please adjust your prompt. See 'failed_generation' "#
                    + #"for more details.","type":"invalid_request_error","code":"json_validate_failed","#
                    + #""failed_generation":""}}"#
            )
        },
        .marked(
            "a generation that fails for one text", .status, .groq,
            "https://github.com/glibsonoran/Plush-for-ComfyUI/issues/135", .error("invalid_answer")
        ) { _ in
            .http(
                400,
                #"{"error":{"message":"Failed to generate JSON. Please adjust your prompt. See 'failed_generation' "#
                    + #"for more details.","type":"invalid_request_error","code":"json_validate_failed","#
                    + #""failed_generation":"{"}}"#
            )
        },
    ]

    /// One part of a long paper that the provider treats otherwise than the rest.
    static let parts: [OddCase] = [
        part("fails", .error("attempts_exhausted", calls: 8), "https://github.com/vllm-project/vllm/issues/10234") {
            _ in
            .http(500, "Internal Server Error", type: "text/plain; charset=utf-8")
        },
        part(
            "is answered with nothing", .error("invalid_answer", calls: 8),
            "https://github.com/langchain-ai/langchain/pull/35236"
        ) { _ in .http(200, #"{"choices": null}"#) },
        part(
            "is refused", .done(summary: OddTexts.summary(of: "Nothing"), calls: 3),
            "https://github.com/whiteguo233/OpenBiliClaw/issues/199"
        ) { _ in .error(400, "Content Exists Risk", code: "invalid_request_error") },
    ]

    private static func part(
        _ name: String, _ expected: Expected, _ source: String,
        _ reply: @escaping @Sendable (ProviderCall) -> RawReply
    ) -> OddCase {
        var odd = OddCase.marked(
            "a part of a long paper \(name)", .status, .deepseek, source, settings: ["PART_MAX_TOKENS": "4000"],
            expected,
            reply)
        odd.markedText = OddTexts.longPaper
        return odd
    }
}
