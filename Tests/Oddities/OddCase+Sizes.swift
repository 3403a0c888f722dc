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
            "https://github.com/vllm-project/vllm/issues/33418",
            .error("too_long")
        ) { _ in
            .http(
                400,
                #"{"error":{"message":"This model's maximum context length is 2048 tokens. However, your request "#
                    + #"has 8000 input tokens plus 2045 'max_tokens'. Please reduce one or the other.","#
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
}
