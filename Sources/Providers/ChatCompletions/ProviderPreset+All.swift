extension ProviderPreset {
    /// Every preset. A new provider is a new row.
    package static let all = [groq, openAICompatible]

    /// Groq (console.groq.com/docs). Strict schemas are taken by its gpt-oss models only, and its `json_object` fails with
    /// packs.
    package static let groq = ProviderPreset(
        "groq", display: "Groq", baseURL: "https://api.groq.com/openai/v1", settingPrefix: "GROQ_",
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
        outputLimitField: "max_completion_tokens")

    /// Anything else that speaks the protocol: nothing is sent that some server might refuse.
    package static let openAICompatible = ProviderPreset(
        "openai-compatible", display: "the provider", settingPrefix: "", needsKey: false)
}
