extension ProviderPreset {
    /// Ollama (docs.ollama.com). Its server cuts what does not fit into the context it was started with, without a
    /// word, so no call may be larger than its usual one of 4096 tokens.
    package static let ollama = ProviderPreset(
        name: "ollama", display: "Ollama", baseURL: "http://localhost:11434/v1", settingPrefix: "OLLAMA_",
        needsKey: false,
        defaultModel: "llama3.2",
        models: [
            ChatModel("llama3.2", contextTokens: 4096, maxOutputTokens: 2048, responseFormat: .jsonSchema)
        ],
        otherModels: ChatModel("", contextTokens: 4096, maxOutputTokens: 2048, responseFormat: .jsonSchema))

    /// LM Studio (lmstudio.ai/docs). It refuses `json_object`; the context is the one the model was loaded with.
    package static let lmStudio = ProviderPreset(
        name: "lmstudio", display: "LM Studio", baseURL: "http://localhost:1234/v1", settingPrefix: "LMSTUDIO_",
        needsKey: false, otherModels: ChatModel("", responseFormat: .jsonSchema))

    /// LocalAI (localai.io). What its models understand besides text depends on their backends.
    package static let localAI = ProviderPreset(
        name: "localai", display: "LocalAI", baseURL: "http://localhost:8080/v1", settingPrefix: "LOCALAI_",
        needsKey: false)
}
