/// A kind of provider: all in which it differs from others.
package struct ProviderPreset: Sendable {
    /// As settings and results name it.
    package let name: String
    /// As messages to people name it.
    package let display: String
    /// Nil where only the operator knows it.
    package private(set) var baseURL: String?
    /// What the names of its settings begin with: `GROQ_` makes `GROQ_API_KEY`. Empty where it has none of its own.
    package let settingPrefix: String
    package private(set) var needsKey = true
    /// Nil where the operator must choose.
    package private(set) var defaultModel: String?
    /// Models whose abilities are known. Others work as well.
    package private(set) var models: [ChatModel] = []
    /// What may be assumed of every other model.
    private(set) var otherModels = ChatModel("")
    private(set) var dialect: any Dialect = ChatCompletionsDialect(outputLimitField: "max_tokens")
    private(set) var limitHeaders = LimitHeaders.none

    /// Whether settings are named after it, so that it can be set up beside another.
    package var hasOwnSettings: Bool { !settingPrefix.isEmpty }

    /// The setting that holds the key.
    package var keyVariable: String { settingPrefix + "API_KEY" }
    /// The setting that names the model.
    package var modelVariable: String { settingPrefix + "MODEL" }
    /// The setting that says where the provider is.
    package var baseURLVariable: String { settingPrefix + "BASE_URL" }

    /// What is known of this model, or what may be assumed of any.
    package func model(named name: String) -> ChatModel {
        models.first { $0.name == name } ?? otherModels.named(name)
    }
}
