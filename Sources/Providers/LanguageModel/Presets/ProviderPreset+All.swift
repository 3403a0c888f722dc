extension ProviderPreset {
    /// Every preset, in the order people are told of them. A new provider is a new row.
    package static let all = [
        groq, openAI, deepSeek, mistral, gemini, anthropic, ollama, lmStudio, localAI, openAICompatible,
    ]

    /// Anything else that speaks the chat completions protocol: nothing is sent that some server might refuse.
    package static let openAICompatible = ProviderPreset(
        name: "openai-compatible", display: "the provider", settingPrefix: "", needsKey: false, limitHeaders: .any)
}
