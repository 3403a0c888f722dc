extension ProviderPreset {
    /// Groq (console.groq.com/docs). Only its gpt-oss models accept strict schemas, and its `json_object` fails with
    /// packs.
    package static let groq = ProviderPreset(
        name: "groq", display: "Groq", baseURL: "https://api.groq.com/openai/v1", settingPrefix: "GROQ_",
        defaultModel: "openai/gpt-oss-20b",
        models: [
            ChatModel(
                "openai/gpt-oss-20b", contextTokens: 131_072, maxOutputTokens: 65_536, responseFormat: .jsonSchema,
                reasoning: .low),
            ChatModel(
                "openai/gpt-oss-120b", contextTokens: 131_072, maxOutputTokens: 65_536, responseFormat: .jsonSchema,
                reasoning: .low),
            ChatModel("qwen/qwen3.8-27b", contextTokens: 131_072, maxOutputTokens: 16_384, reasoning: .off),
            ChatModel("qwen/qwen3.6-27b", contextTokens: 131_072, maxOutputTokens: 16_384, reasoning: .off),
        ],
        dialect: ChatCompletionsDialect(outputLimitField: "max_completion_tokens"), limitHeaders: .groq)

    /// OpenAI (developers.openai.com/api/docs/models). Models since GPT-5 refuse every temperature but the default
    /// (khoj-ai/khoj#1377), and all of them refuse `max_tokens`. Since GPT-5.1 thinking can be switched off.
    package static let openAI = ProviderPreset(
        name: "openai", display: "OpenAI", baseURL: "https://api.openai.com/v1", settingPrefix: "OPENAI_",
        defaultModel: "gpt-5.4-mini",
        models: [
            ChatModel(
                "gpt-5.4-mini", contextTokens: 400_000, maxOutputTokens: 128_000, responseFormat: .jsonSchema,
                reasoning: .init(request: .effort("none", .unneeded), perCall: 0, perItem: 0), takesTemperature: false),
            ChatModel(
                "gpt-5-mini", contextTokens: 400_000, maxOutputTokens: 128_000, responseFormat: .jsonSchema,
                reasoning: .init(request: .effort("minimal", .unneeded), perCall: 256, perItem: 64),
                takesTemperature: false),
            ChatModel("gpt-4o-mini", contextTokens: 128_000, maxOutputTokens: 16_384, responseFormat: .jsonSchema),
        ],
        otherModels: ChatModel("", responseFormat: .jsonSchema, reasoning: .unknown, takesTemperature: false),
        dialect: ChatCompletionsDialect(outputLimitField: "max_completion_tokens"), limitHeaders: .openAI)

    /// DeepSeek (api-docs.deepseek.com). It has no schemas, thinks unless told not to, and does not report its limits.
    /// While a call waits it sends blank lines, which the transport drops.
    package static let deepSeek = ProviderPreset(
        name: "deepseek", display: "DeepSeek", baseURL: "https://api.deepseek.com", settingPrefix: "DEEPSEEK_",
        defaultModel: "deepseek-v4-flash",
        models: [
            ChatModel(
                "deepseek-v4-flash", contextTokens: 1_000_000, maxOutputTokens: 384_000, responseFormat: .jsonObject,
                reasoning: .disabled),
            ChatModel(
                "deepseek-v4-pro", contextTokens: 1_000_000, maxOutputTokens: 384_000, responseFormat: .jsonObject,
                reasoning: .disabled),
        ],
        otherModels: ChatModel("", responseFormat: .jsonObject, reasoning: .unknown))

    /// Mistral (docs.mistral.ai). It refuses an output limit as large as the context with a 422
    /// (openclaw/openclaw#52599), so the limit here is far lower.
    package static let mistral = ProviderPreset(
        name: "mistral", display: "Mistral", baseURL: "https://api.mistral.ai/v1", settingPrefix: "MISTRAL_",
        defaultModel: "mistral-small-latest",
        models: [
            ChatModel(
                "mistral-small-latest", contextTokens: 256_000, maxOutputTokens: 16_384, responseFormat: .jsonSchema),
            ChatModel(
                "mistral-large-latest", contextTokens: 256_000, maxOutputTokens: 16_384, responseFormat: .jsonSchema),
        ],
        otherModels: ChatModel("", responseFormat: .jsonSchema, reasoning: .unknown), limitHeaders: .mistral)

    /// Gemini through its OpenAI-compatible endpoint (ai.google.dev/gemini-api/docs/openai). Its limits are reported
    /// only in the bodies of errors.
    package static let gemini = ProviderPreset(
        name: "gemini", display: "Gemini", baseURL: "https://generativelanguage.googleapis.com/v1beta/openai",
        settingPrefix: "GEMINI_", defaultModel: "gemini-3.5-flash-lite",
        models: ["gemini-3.5-flash-lite", "gemini-3.5-flash", "gemini-3.1-flash-lite"].map { name in
            ChatModel(
                name, contextTokens: 1_048_576, maxOutputTokens: 65_536, responseFormat: .jsonSchema,
                reasoning: .init(request: .effort("minimal", .unneeded), perCall: 256, perItem: 64))
        },
        otherModels: ChatModel("", responseFormat: .jsonSchema, reasoning: .unknown))

    /// Anthropic (platform.claude.com/docs). Its models since 4.7 refuse every temperature. They think unless told not
    /// to, or think in any case. Those of the 4.5 family accept schemas according to the documentation.
    package static let anthropic = ProviderPreset(
        name: "anthropic", display: "Anthropic", baseURL: "https://api.anthropic.com/v1", settingPrefix: "ANTHROPIC_",
        defaultModel: "claude-haiku-5-5",
        models: [
            ChatModel(
                "claude-haiku-5-5", contextTokens: 1_000_000, maxOutputTokens: 128_000, reasoning: .disabled,
                takesTemperature: false),
            ChatModel(
                "claude-haiku-4-5", contextTokens: 200_000, maxOutputTokens: 64_000, responseFormat: .jsonSchema),
        ],
        otherModels: ChatModel("", reasoning: .unknown, takesTemperature: false),
        dialect: MessagesDialect(), limitHeaders: .anthropic)
}
