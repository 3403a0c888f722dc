extension OddCase {
    /// Reasons to end that are not those of the book.
    static let endings: [OddCase] = [
        done("null", "null", .openAI, "https://github.com/openai/openai-openapi/pull/20"),
        done("empty", #""""#, .any, "https://github.com/dstackai/dstack/pull/2229"),
        done("eos_token", #""eos_token""#, .any, "https://github.com/huggingface/text-generation-inference/pull/2344"),
        done("eos", #""eos""#, .any, "https://github.com/openai/openai-dotnet/pull/267"),
        done("end_turn", #""end_turn""#, .any, "https://github.com/vercel/modelfusion/pull/343"),
        done("STOP", #""STOP""#, .gemini, "https://github.com/envoyproxy/ai-gateway/pull/2107"),
        done("a number", "0", .any, "https://github.com/vllm-project/vllm/pull/2976"),
        .marked(
            "no reason at all", .finish, .deepseek, "https://github.com/VicBilibily/GCMP/issues/217", .done()
        ) { call in
            .http(
                200,
                call.envelope(ProviderCall.quoted(call.goodContent)).replacing(#","finish_reason":"stop""#, with: ""))
        },
        .marked(
            "sensitive", .finish, .any, "https://github.com/anomalyco/opencode/issues/44092",
            .error("refused", calls: 3)
        ) { .http(200, $0.envelope(#""""#, finish: #""sensitive""#)) },
        .marked(
            "content_filter, with half an answer", .finish, .any, "https://github.com/openai/openai-python/issues/331",
            .error("refused", calls: 3)
        ) { call in
            .http(
                200,
                call.envelope(
                    ProviderCall.quoted(String(call.goodContent.prefix(60))), finish: #""content_filter""#))
        },
        .marked(
            "refusal", .finish, .openAI, "https://github.com/genkit-ai/genkit/pull/6259", .error("refused", calls: 3)
        ) { .http(200, $0.envelope("null", message: #","refusal":"I'm sorry, I can't assist with that.""#)) },
        .first(
            "error, with half an answer and usage of null", .finish, .any,
            "https://github.com/maximhq/bifrost/issues/5425"
        ) { call in
            .http(
                200,
                call.envelope(
                    ProviderCall.quoted(#"{"analyses":[{"id":"partial"#), finish: #""error""#,
                    usage: #"{"prompt_tokens":null,"completion_tokens":null,"total_tokens":0}"#))
        },
        .marked(
            "error, always for one text", .finish, .any, "https://github.com/gethouston/houston/pull/1211",
            .error("attempts_exhausted|invalid_answer")
        ) { .http(200, $0.envelope(#""""#, finish: #""error""#)) },
        .first(
            "error, with an object in the choice", .finish, .any, "https://github.com/genkit-ai/genkit/pull/6259"
        ) { call in
            .http(
                200,
                call.envelope(
                    #""""#, finish: #""error""#,
                    choice: #","error":{"code":502,"message":"Provider disconnected","metadata":{}}"#))
        },
        .first(
            "a limit, told in the choice", .finish, .any, "https://github.com/open-webui/computer/issues/293"
        ) { call in
            .http(
                200,
                call.envelope(
                    "null", finish: #""error""#, choice: #","error":{"code":429,"message":"Rate limit exceeded"}"#))
        },
        .first(
            "network_error", .finish, .any, "https://github.com/gethouston/houston/pull/1211"
        ) { .http(200, $0.envelope(#""""#, finish: #""network_error""#)) },
        .first(
            "insufficient_system_resource", .finish, .deepseek, "https://github.com/genkit-ai/genkit/pull/6259"
        ) { .http(200, $0.envelope(#""{\"analyses\":[{\"id\"""#, finish: #""insufficient_system_resource""#)) },
        .marked(
            "length, with an answer that is whole", .finish, .any, "https://github.com/evalstate/fast-agent/issues/184",
            .done()
        ) { .http(200, $0.envelope(ProviderCall.quoted($0.goodContent), finish: #""length""#)) },
    ]

    /// A good answer that ends for this reason.
    private static func done(_ name: String, _ finish: String, _ provider: Provider, _ source: String) -> OddCase {
        .marked(name, .finish, provider, source, .done()) {
            .http(200, $0.envelope(ProviderCall.quoted($0.goodContent), finish: finish))
        }
    }

    /// Figures of usage that are not to be believed, or not to be read.
    static let usages: [OddCase] = [
        used("null", "null", .any, "https://github.com/langchain-ai/langchain/pull/7907"),
        used(
            "nulls", #"{"prompt_tokens":null,"completion_tokens":null,"total_tokens":null}"#, .any,
            "https://github.com/maximhq/bifrost/issues/5425"),
        used(
            "other names", #"{"promptTokens":6,"completionTokens":30,"totalTokens":36}"#, .any,
            "https://github.com/InsForge/InsForge/pull/480"),
        used(
            "no prompt", #"{"prompt_tokens":0,"completion_tokens":400,"total_tokens":400}"#, .ollama,
            "https://github.com/anomalyco/opencode/issues/28758"),
        used(
            "details as text",
            #"{"completion_tokens":186,"prompt_tokens":48711,"total_tokens":48897,"completion_tokens_details":"#
                + #""CompletionTokensDetails(audio_tokens=0)","prompt_tokens_details":"PromptTokensDetails()"}"#,
            .openAI, "https://github.com/simonw/llm/issues/614"),
        used(
            "strings", #"{"prompt_tokens":"500","completion_tokens":"90","total_tokens":"590"}"#, .any,
            "https://github.com/hugalafutro/model-hotel/pull/820"),
        used(
            "negative", #"{"prompt_tokens":1151,"completion_tokens":-35,"total_tokens":1116}"#, .any,
            "https://github.com/64bit/async-openai/issues/404"),
        used(
            "fractions and exponents", #"{"prompt_tokens":5.0e2,"completion_tokens":90.5,"total_tokens":590.5}"#, .any,
            "https://github.com/philschmid/easyllm/pull/42"),
        used(
            "beyond every number", #"{"prompt_tokens":99999999999999999999999,"completion_tokens":1,"total_tokens":1}"#,
            .any, "https://github.com/open-telemetry/opentelemetry-ebpf-instrumentation/pull/2759"),
        used(
            "zeros", #"{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}"#, .any,
            "https://github.com/tenstorrent/tt-inference-server/issues/3552"),
        used("a list", "[]", .any, "https://github.com/obie/ruby_decision_model/pull/10"),
        .marked(
            "missing", .usage, .any, "https://github.com/langchain-ai/langchain/pull/7907", .done()
        ) { call in
            let body = call.envelope(ProviderCall.quoted(call.goodContent), usage: #"{"cut":1}"#)
            return .http(200, body.replacing(#","usage":{"cut":1}"#, with: ""))
        },
    ]

    /// A good answer with this usage.
    private static func used(_ name: String, _ usage: String, _ provider: Provider, _ source: String) -> OddCase {
        .marked(name, .usage, provider, source, .done()) {
            .http(200, $0.envelope(ProviderCall.quoted($0.goodContent), usage: usage))
        }
    }
}
