extension ProviderPreset {
    /// Ollama (docs.ollama.com). Its server silently cuts off what does not fit into the context that it was started
    /// with, so no call may be larger than the usual context of 4096 tokens.
    package static let ollama = ProviderPreset(
        name: "ollama", display: "Ollama", baseURL: "http://localhost:11434/v1", settingPrefix: "OLLAMA_",
        needsKey: false,
        defaultModel: "llama3.2",
        models: [
            ChatModel("llama3.2", contextTokens: 4096, maxOutputTokens: 2048, responseFormat: .jsonSchema)
        ],
        otherModels: ChatModel("", contextTokens: 4096, maxOutputTokens: 2048, responseFormat: .jsonSchema))

    /// LM Studio (lmstudio.ai/docs). It refuses `json_object`. The context is the one that the model was loaded with.
    package static let lmStudio = ProviderPreset(
        name: "lmstudio", display: "LM Studio", baseURL: "http://localhost:1234/v1", settingPrefix: "LMSTUDIO_",
        needsKey: false, otherModels: ChatModel("", responseFormat: .jsonSchema))

    /// LocalAI (localai.io). What its models accept besides text depends on their backends.
    package static let localAI = ProviderPreset(
        name: "localai", display: "LocalAI", baseURL: "http://localhost:8080/v1", settingPrefix: "LOCALAI_",
        needsKey: false)
}
