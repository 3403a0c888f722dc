extension ProviderPreset {
    /// Every preset, in the order in which they are listed for people. A new provider is a new row.
    package static let all = [
        groq, openAI, deepSeek, mistral, gemini, anthropic, ollama, lmStudio, localAI, openAICompatible,
    ]

    /// Any other provider with the chat completions protocol. Nothing is sent that a server might refuse.
    package static let openAICompatible = ProviderPreset(
        name: "openai-compatible", display: "the provider", settingPrefix: "", needsKey: false, limitHeaders: .any)
}
