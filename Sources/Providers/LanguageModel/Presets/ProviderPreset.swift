/// A kind of provider: everything in which it differs from others.
package struct ProviderPreset: Sendable {
    /// The name in settings and results.
    package let name: String
    /// The name in messages to people.
    package let display: String
    /// Nil if only the operator knows it.
    package private(set) var baseURL: String?
    /// The prefix of its settings: `GROQ_` makes `GROQ_API_KEY`. Empty if it has no settings of its own.
    package let settingPrefix: String
    package private(set) var needsKey = true
    /// Nil if the operator must choose.
    package private(set) var defaultModel: String?
    /// Models with known abilities. Others work as well.
    package private(set) var models: [ChatModel] = []
    /// What is assumed about every other model.
    private(set) var otherModels = ChatModel("")
    private(set) var dialect: any Dialect = ChatCompletionsDialect(outputLimitField: "max_tokens")
    private(set) var limitHeaders = LimitHeaders.none

    /// Whether it has settings with its own prefix, so that it can be configured in addition to another provider.
    package var hasOwnSettings: Bool { !settingPrefix.isEmpty }

    /// The setting that holds the key.
    package var keyVariable: String { settingPrefix + "API_KEY" }
    /// The setting that names the model.
    package var modelVariable: String { settingPrefix + "MODEL" }
    /// The setting with the address of the provider.
    package var baseURLVariable: String { settingPrefix + "BASE_URL" }

    /// What is known about this model, or what is assumed about any other.
    package func model(named name: String) -> ChatModel {
        models.first { $0.name == name } ?? otherModels.named(name)
    }
}
