/// A model that can be asked for.
package struct Model: Hashable, Sendable {
    package let id: String
    /// Tokens of prompt and answer together.
    package let contextWindow: Int
    package let maxCompletionTokens: Int

    /// Every name is a model; all are of the size of gpt-oss.
    package init(id: String, contextWindow: Int = 131_072, maxCompletionTokens: Int = 65_536) {
        self.id = id
        self.contextWindow = contextWindow
        self.maxCompletionTokens = maxCompletionTokens
    }

    /// The models of Groq's free plan.
    package static let all = ["openai/gpt-oss-20b", "openai/gpt-oss-120b", "qwen/qwen3.8-27b"].map { Model(id: $0) }

    /// Whether it thinks before it answers, at the expense of the answer's tokens.
    var reasons: Bool { id.contains("gpt-oss") || id.contains("qwen") }

    /// The maker's name, which many ids begin with.
    var owner: String { id.split(separator: "/").count == 2 ? String(id.prefix { $0 != "/" }) : "groq" }
}
