extension OddCase {
    /// One text is answered with an error, all others well.
    static let statuses: [OddCase] = [
        .marked(
            "500 in plain text", .status, .any, "https://github.com/tenstorrent/vllm/issues/435", isAlone: true,
            .error("attempts_exhausted")
        ) { _ in .http(500, "Internal Server Error", type: "text/plain; charset=utf-8") },
        .marked(
            "500: the runner of the model has died of it", .status, .ollama,
            "https://github.com/ollama/ollama/issues/8258", .error("attempts_exhausted")
        ) { _ in
            .error(500, "an error was encountered while running the model: unexpected EOF", type: "api_error")
        },
        .marked(
            "500: the backend has died of it", .status, .localai, "https://github.com/mudler/LocalAI/issues/2692",
            isAlone: true, .error("attempts_exhausted")
        ) { _ in
            .http(
                500,
                #"{"error":{"code":500,"message":"could not load model: rpc error: code = Unavailable desc = error "#
                    + #"reading from server: EOF","type":""}}"#)
        },
        .marked(
            "400: the model has crashed", .status, .lmstudio,
            "https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/1347",
            .error("attempts_exhausted|provider_rejected")
        ) { _ in
            .http(
                400,
                #"{"error":"The model has crashed without additional information. (Exit code: 18446744072635812000)"}"#)
        },
        .marked(
            "403: a firewall's page, because of a word in the text", .status, .openAI,
            "https://github.com/OpenHands/OpenHands/issues/4480", isAlone: true, .error("provider_rejected")
        ) { _ in
            .html(
                403, "Attention Required! | Cloudflare",
                headers: ["Server: cloudflare", "CF-RAY: 8d49989abc171ce8-ORD"])
        },
        .marked(
            "403: the same page, for one text among others", .status, .anthropic,
            "https://github.com/OpenHands/OpenHands/issues/4480", .error("provider_rejected")
        ) { _ in .html(403, "Sorry, you have been blocked", headers: ["Server: cloudflare"]) },
        .marked(
            "500: output that the server cannot parse", .status, .any,
            "https://github.com/unslothai/llama.cpp/pull/202", isAlone: true, .error("attempts_exhausted")
        ) { _ in
            .http(
                500,
                #"{"error":{"code":500,"message":"The model produced output that does not match the expected "#
                    + #"Content-only format","type":"server_error"}}"#)
        },
        .first(
            "400 without a body, now and then", .status, .any,
            "https://github.com/Mintplex-Labs/anything-llm/issues/5601"
        ) { _ in .http(400, "", type: nil) },
        .first(
            "400 with a page, of a proxy", .status, .openAI, "https://github.com/langchain-ai/langchainjs/issues/1716"
        ) { _ in .html(400, "400 Bad Request") },
        .first(
            "431, of a proxy", .status, .any, "https://github.com/UNICKCHENG/openai-proxy/issues/151"
        ) { _ in .html(431, "431 Request Header Fields Too Large") },
        .first(
            "401, which means a limit", .status, .any, "https://github.com/can1357/oh-my-pi/pull/11327"
        ) { _ in
            .http(
                401,
                #"{"success":false,"result":[],"messages":[],"error":[{"code":2009,"message":"Unauthorized"}],"#
                    + #""name":"AiGatewayError","httpCode":401,"internalCode":2009}"#)
        },
        .first(
            "524, of Cloudflare", .status, .any, "https://github.com/OpenHands/OpenHands/issues/9817"
        ) { _ in .html(524, "A timeout occurred") },
        .first(
            "529", .status, .anthropic, "https://docs.claude.com/en/api/errors"
        ) { _ in .anthropicError(529, "overloaded_error", "Overloaded") },
        .first(
            "498", .status, .groq, "https://console.groq.com/docs/flex-processing"
        ) { _ in
            .error(498, "Flex capacity exceeded", type: "invalid_request_error", code: "capacity_exceeded")
        },
        .first(
            "499", .status, .anthropic, "https://github.com/anthropics/claude-code/issues/8603"
        ) { _ in .http(499, #"{"error":"Client closed request"}"#) },
    ]

    /// Refusals of one text's content, in providers' own words.
    static let refusals: [OddCase] = [
        .marked(
            "Azure's content filter", .status, .any, "https://github.com/compl-ai/compl-ai/issues/20",
            .error("refused", calls: 3)
        ) { _ in
            .http(
                400,
                #"{"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI's content "#
                    + #"management policy. Please modify your prompt and retry.","type":null,"param":"prompt","code":"#
                    + #""content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation","#
                    + #""content_filter_result":{"violence":{"filtered":true,"severity":"medium"}}}}}"#)
        },
        .marked(
            "Azure's content filter with a curly apostrophe, alone", .status, .any,
            "https://github.com/openai/openai-python/issues/331", isAlone: true, .error("refused", calls: 2)
        ) { _ in
            .error(
                400,
                "The response was filtered due to the prompt triggering Azure OpenAI’s content management policy. "
                    + "Please modify your prompt and retry.", type: nil, code: "content_filter", param: "prompt")
        },
        .marked(
            "Azure's content filter, told by LiteLLM", .status, .any, "https://github.com/BerriAI/litellm/pull/16231",
            .error("refused", calls: 3)
        ) { _ in
            .error(
                400,
                "litellm.BadRequestError: litellm.ContentPolicyViolationError: litellm.ContentPolicyViolationError: "
                    + "AzureException - The response was filtered due to the prompt triggering Azure OpenAI's content "
                    + "management policy. Please modify your prompt and retry.", type: nil, code: "400")
        },
        .marked(
            "Anthropic's output filter", .status, .anthropic, "https://github.com/anthropics/claude-code/issues/6195",
            .error("refused", calls: 3)
        ) { _ in .anthropicError(400, "invalid_request_error", "Output blocked by content filtering policy") },
        .marked(
            "Anthropic's output filter, behind a gateway", .status, .any,
            "https://github.com/anthropics/claude-code/issues/58367", isAlone: true, .error("refused", calls: 2)
        ) { _ in .error(400, "Output blocked by content filtering policy") },
        .marked(
            "DeepSeek's content risk", .status, .deepseek, "https://github.com/666ghj/BettaFish/issues/108",
            .error("refused", calls: 3)
        ) { _ in .error(400, "Content Exists Risk", code: "invalid_request_error") },
        .marked(
            "DeepSeek's content risk as a detail", .status, .deepseek,
            "https://github.com/deepseek-ai/DeepSeek-V2/issues/30", .error("refused", calls: 3)
        ) { _ in .http(400, #"{"detail":"Content Exists Risk"}"#) },
        .marked(
            "DeepSeek's content risk without an envelope", .status, .deepseek,
            "https://github.com/whiteguo233/OpenBiliClaw/issues/199", .error("refused", calls: 3)
        ) { _ in
            .http(
                400,
                #"{"code":"invalid_request_error","message":"Content Exists Risk","#
                    + #""param":null,"type":"invalid_request_error"}"#
            )
        },
        .marked(
            "Alibaba's inspection of data", .status, .any, "https://github.com/QwenLM/Qwen/issues/938",
            .error("refused", calls: 3)
        ) { _ in
            .http(
                400,
                #"{"request_id":"17f9c41d-fbbd-9a78-a35e-e36dcb774c23","code":"#
                    + #""DataInspectionFailed","message":"Input data may contain inappropriate content."}"#)
        },
    ]
}
