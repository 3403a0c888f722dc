extension OddCase {
    /// Everything fails alike until somebody puts it right: nothing is lost meanwhile.
    static let troubles: [OddCase] = [
        .every(
            "401 for all", .status, .groq, "https://console.groq.com/docs/errors", .held(["stopped"], says: "key")
        ) { _ in .error(401, "Invalid API Key", code: "invalid_api_key") },
        .every(
            "a challenge of Cloudflare for all", .status, .ollama,
            "https://github.com/vitali87/code-graph-rag/issues/142", .held(["open", "stopped"])
        ) { _ in .html(403, "Just a moment...", headers: ["cf-mitigated: challenge", "Server: cloudflare"]) },
        .every(
            "a wrong key as 400", .status, .any, "https://github.com/hex/claude-council/pull/6",
            .held(["stopped"], says: "key")
        ) { _ in
            .http(
                400,
                #"{"code":"invalid-argument","error":"Incorrect API key provided. You can obtain an API key from "#
                    + #"https://console.x.ai."}"#)
        },
        .every(
            "a wrong key as 400, with some of its letters", .status, .any,
            "https://github.com/openai/codex/issues/1352",
            .held(["stopped"], says: "key")
        ) { _ in
            .error(
                400, "Incorrect API key provided: sk***gA. You can obtain an API key from https://console.x.ai.",
                type: nil)
        },
        .every(
            "407, of a proxy", .status, .openAI, "https://github.com/diffbot/code-gpt-docs/issues/33",
            .held(["open", "stopped"])
        ) { _ in .html(407, "407 Proxy Authentication Required", headers: ["Proxy-Authenticate: Basic realm=\"proxy\""])
        },
        .every(
            "404 with nginx's page: the path is wrong", .status, .openAI,
            "https://github.com/tsundereraws/aisub-translator/issues/2", .held(["open", "stopped"])
        ) { _ in .html(404, "404 Not Found") },
        .every(
            "an unknown model", .status, .ollama, "https://github.com/autohandai/code-cli/issues/21",
            .held(["stopped"], says: "the-model")
        ) { _ in .error(404, "model 'the-model' not found", type: "not_found_error") },
        .every(
            "500 for all", .status, .any, "https://github.com/vllm-project/vllm/issues/10234", .held(["open"])
        ) { _ in .http(500, "Internal Server Error", type: "text/plain; charset=utf-8") },
        .every(
            "choices are null for all", .body, .any, "https://github.com/langchain-ai/langchain/pull/35236",
            .held(["open"])
        ) { _ in .http(200, #"{"id":"chatcmpl-1","object":"chat.completion","choices":null}"#) },
        .every(
            "a stream for all", .body, .any, "https://github.com/diegosouzapw/OmniRoute/issues/6740",
            .held(["open", "stopped"])
        ) { _ in
            .http(
                200,
                #"data: {"id":"1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"A"},"#
                    + #""finish_reason":null}]}"# + "\n\n", type: "text/event-stream")
        },
        .every(
            "400 without a body for all", .status, .any, "https://github.com/Mintplex-Labs/anything-llm/issues/5601",
            .held(["open", "stopped"])
        ) { _ in .http(400, "", type: nil) },
        .every(
            "no credit", .status, .deepseek, "https://api-docs.deepseek.com/quick_start/error_codes",
            .held(["stopped"], says: "credit", heals: false)
        ) { _ in .error(402, "Insufficient Balance", type: "unknown_error", code: "invalid_request_error") },
        .every(
            "a budget that is used up, as 400", .status, .any, "https://github.com/BerriAI/litellm/issues/14144",
            .held(["open", "stopped"], heals: false)
        ) { _ in
            .error(
                400, "Budget has been exceeded! Current cost: 14.1, Max budget: 10.0", type: "budget_exceeded",
                code: "400")
        },
        .every(
            "a budget that is used up, as 429", .status, .any, "https://github.com/BerriAI/litellm/pull/40002",
            .held(["open", "stopped"], heals: false)
        ) { _ in
            .error(
                429, "Budget has been exceeded! Current cost: 0.0, Max budget: 2.5", type: "budget_exceeded",
                code: "429")
        },
        .every(
            "no endpoint for the model, of OpenRouter", .status, .any,
            "https://github.com/infiniflow/ragflow/issues/2359",
            .held(["stopped"])
        ) { _ in
            .http(404, #"{"error":{"message":"No endpoints found for this model.","code":404},"user_id":"user_2l"}"#)
        },
        .every(
            "the same rejection for all", .status, .lmstudio,
            "https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/1347", .held(["open", "stopped"])
        ) { _ in .http(400, #"{"error":"Failed to load model. (Exit code: 18446744073709515000)"}"#) },
        .every(
            "503 with a page for all", .status, .deepseek, "https://api-docs.deepseek.com/quick_start/error_codes",
            .held(["open", "paced"])
        ) { _ in .html(503, "503 Service Temporarily Unavailable") },
        .every(
            "the page of a web application for all", .body, .any, "https://github.com/DexForce/EmbodiChain/pull/297",
            .held(["open", "stopped"])
        ) { _ in .html(200, "Open WebUI") },
        .every(
            "an endpoint that is not there, with 200", .body, .lmstudio,
            "https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/1680", .held(["open", "stopped"])
        ) { _ in
            .http(200, #"{"error":"Unexpected endpoint or method. (POST /chat/completions). Returning 200 anyway"}"#)
        },
    ]
}
