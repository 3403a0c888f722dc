extension OddCase {
    /// Parameters that a model or server does not take: they are left out or named otherwise, and everything is done.
    static let parameters: [OddCase] = [
        .refusing(
            "temperature", .any, "https://github.com/decolua/9router/issues/560",
            when: { $0.members.contains("temperature") }
        ) { _ in
            .error(
                400,
                "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is "
                    + "supported.", code: "unsupported_value", param: "temperature")
        },
        .refusing(
            "temperature, in Anthropic's words", .anthropic,
            "https://github.com/UKGovernmentBEIS/inspect_ai/issues/3721",
            settings: ["MODEL": "claude-haiku-4-5"], when: { $0.members.contains("temperature") }
        ) { _ in .anthropicError(400, "invalid_request_error", "`temperature` is deprecated for this model.") },
        .refusing(
            "max_tokens", .any, "https://github.com/FoundationAgents/OpenManus/issues/555",
            when: { $0.members.contains("max_tokens") }
        ) { _ in
            .error(
                400,
                "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' "
                    + "instead.", code: "unsupported_parameter", param: "max_tokens")
        },
        .refusing(
            "max_tokens, told by LiteLLM", .any, "https://github.com/BerriAI/litellm/issues/8213",
            when: { $0.members.contains("max_tokens") }
        ) { _ in
            .error(
                400,
                "litellm.BadRequestError: OpenAIException - Error code: 400 - {'error': {'message': \"Unsupported "
                    + "parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' "
                    + "instead.\", 'type': 'invalid_request_error', 'param': 'max_tokens', "
                    + "'code': 'unsupported_parameter'}}\nReceived Model Group=openai/o3-mini", type: nil, code: "400")
        },
        .refusing(
            "max_completion_tokens, as 422", .groq, "https://github.com/editor-code-assistant/eca/issues/231",
            when: { $0.members.contains("max_completion_tokens") }
        ) { _ in
            .http(
                422,
                #"{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","#
                    + #""max_completion_tokens"],"msg":"Extra inputs are not permitted","input":32000}]},"type":"#
                    + #""invalid_request_error","param":null,"code":null}"#)
        },
        .refusing(
            "max_completion_tokens, as vLLM says it", .openAI, "https://github.com/voideditor/void/issues/128",
            when: { $0.members.contains("max_completion_tokens") }
        ) { _ in
            .http(
                400,
                #"{"object":"error","message":"[{'type': 'extra_forbidden', 'loc': ('body', 'max_completion_tokens'), "#
                    + #"'msg': 'Extra inputs are not permitted', 'input': 8192}]","type":"BadRequestError","#
                    + #""param":null,"code":400}"#)
        },
        .refusing(
            "both temperature and max_tokens, one after the other", .any,
            "https://github.com/decolua/9router/issues/560", .done(calls: 6),
            when: { $0.members.contains("max_tokens") || $0.members.contains("temperature") }
        ) { call in
            let name = call.members.contains("max_tokens") ? "max_tokens" : "temperature"
            return .error(
                400, "Unsupported parameter: '\(name)' is not supported with this model.",
                code: "unsupported_parameter",
                param: name)
        },
        .refusing(
            "reasoning_effort", .groq, "https://github.com/iamsrikanthnani/pluely/issues/242",
            settings: ["MODEL": "openai/gpt-oss-20b"], when: { $0.members.contains("reasoning_effort") }
        ) { _ in .error(400, "`reasoning_effort` is not supported with this model") },
        .refusing(
            "a value of reasoning_effort", .groq, "https://github.com/earendil-works/pi/issues/3764",
            settings: ["MODEL": "openai/gpt-oss-20b"], when: { $0.members.contains("reasoning_effort") }
        ) { _ in .error(400, "`reasoning_effort` must be one of `none` or `default`") },
        .refusing(
            "reasoning_effort, in xAI's form", .gemini, "https://github.com/chenyme/grok2api/issues/814",
            settings: ["MODEL": "gemini-3.5-flash"], when: { $0.members.contains("reasoning_effort") }
        ) { _ in
            .http(
                400,
                #"{"code":"invalid-argument","error":"Model the-model does not support parameter reasoningEffort."}"#)
        },
        .refusing(
            "response_format", .mistral, "https://github.com/llm-exe/llm-exe/issues/662",
            when: { $0.members.contains("response_format") }
        ) { _ in
            .error(400, "This response_format type is unavailable now", code: "invalid_request_error")
        },
        .refusing(
            "json_schema, while json_object would do", .ollama, "https://github.com/BerriAI/litellm/issues/7580",
            when: { $0.body.contains("json_schema") }
        ) { _ in
            .error(
                400,
                "Failed to deserialize the JSON body into the target type: response_format: response_format.type "
                    + "`json_schema` is unavailable now at line 1 column 1193", code: "invalid_request_error")
        },
        .refusing(
            "json_schema, by its type", .groq, "https://github.com/dzhng/deep-research/issues/127",
            settings: ["MODEL": "openai/gpt-oss-20b"], when: { $0.body.contains("json_schema") }
        ) { _ in
            .error(400, "'response_format.type' : value is not one of the allowed values ['text','json_object']")
        },
        .refusing(
            "json_object", .deepseek, "https://github.com/LoadShine/tada/issues/16",
            when: { $0.body.contains("json_object") }
        ) { _ in .http(400, #"{"error":"'response_format.type' must be 'json_schema' or 'text'"}"#) },
        tooMuch(
            "more output than the model has", .openAI,
            "https://github.com/algorithmicsuperintelligence/optillm/issues/4",
            .error(
                400,
                "max_tokens is too large: 8192. This model supports at most 300 completion tokens, whereas you "
                    + "provided 8192.", param: "max_tokens")),
        tooMuch(
            "more output than the model has, as a range", .deepseek, "https://github.com/BerriAI/litellm/issues/5198",
            .error(400, "Invalid max_tokens value, the valid range of max_tokens is [1, 300]")),
        tooMuch(
            "more output than the model has, in Anthropic's words", .anthropic,
            "https://github.com/coolcline/CoolCline/issues/23",
            .anthropicError(
                400, "invalid_request_error",
                "max_tokens: 4096 > 300, which is the maximum allowed number of output tokens for the-model")),
        tooMuch(
            "more output than the model has, in Volcano's words", .groq,
            "https://github.com/Gitlawb/openclaude/issues/331",
            .http(
                400,
                #"{"error":{"code":"InvalidParameter","message":"The parameter `max_completion_tokens` specified "#
                    + #"in the request are not valid: integer above maximum value, expected a value <= 300, but got "#
                    + #"4096 "#
                    + #"instead.","param":"max_completion_tokens","type":"BadRequest"}}"#)),
        .refusing(
            "thinking", .deepseek, "https://github.com/OpenHands/software-agent-sdk/pull/3427",
            settings: ["MODEL": "deepseek-v4-flash"], when: { $0.members.contains("thinking") }
        ) { _ in .error(400, "thinking: Extra inputs are not permitted") },
        .refusing(
            "thinking that is switched off", .anthropic, "https://github.com/confident-ai/deepeval/issues/3348",
            settings: ["MODEL": "claude-haiku-5-5"], when: { $0.members.contains("thinking") }
        ) { _ in
            .anthropicError(
                400, "invalid_request_error",
                "\"thinking.type.disabled\" is not supported for this model. Use \"thinking.type.adaptive\" and "
                    + "\"output_config.effort\" to control thinking behavior.")
        },
    ]

    /// Calls that reserve more for the answer than 300 tokens get this reply.
    private static func tooMuch(_ name: String, _ provider: Provider, _ source: String, _ reply: RawReply) -> OddCase {
        .refusing(
            name, provider, source, settings: ["BATCH_MAX_SIZE": "1"], .done(calls: 6),
            when: { ($0.outputLimit ?? 0) > 300 }
        ) { _ in reply }
    }
}
