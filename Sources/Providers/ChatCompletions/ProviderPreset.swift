/// A provider that speaks the chat completions protocol: all in which it differs from others.
package struct ProviderPreset: Sendable {
    /// As settings and results name it.
    package let name: String
    /// As messages to people name it.
    package let display: String
    /// Nil where only the operator knows it.
    package let baseURL: String?
    /// What the names of its settings begin with: `GROQ_` makes `GROQ_API_KEY`.
    package let settingPrefix: String
    package let needsKey: Bool
    /// Nil where the operator must choose.
    package let defaultModel: String?
    /// Models whose abilities are known. Others work as well.
    package let models: [ChatModel]
    /// The member that bounds the output.
    let outputLimitField: StaticString

    init(
        _ name: String, display: String, baseURL: String? = nil, settingPrefix: String, needsKey: Bool = true,
        defaultModel: String? = nil, models: [ChatModel] = [], outputLimitField: StaticString = "max_tokens"
    ) {
        self.name = name
        self.display = display
        self.baseURL = baseURL
        self.settingPrefix = settingPrefix
        self.needsKey = needsKey
        self.defaultModel = defaultModel
        self.models = models
        self.outputLimitField = outputLimitField
    }

    /// The setting that holds the key.
    package var keyVariable: String { settingPrefix + "API_KEY" }
    /// The setting that names the model.
    package var modelVariable: String { settingPrefix + "MODEL" }
    /// The setting that says where the provider is.
    package var baseURLVariable: String { settingPrefix + "BASE_URL" }

    /// What is known of this model, or what may be assumed of any.
    package func model(named name: String) -> ChatModel {
        models.first { $0.name == name } ?? ChatModel(name)
    }
}
