/// A call of chat completions that makes sense by itself, whatever the model and the limits are.
package struct ChatRequest: Sendable {
    let model: String
    /// Of all messages, with what surrounds them.
    let promptTokens: Int
    /// The last message of the user.
    let question: String
    /// What the question says if it is a pack.
    let pack: Pack?
    let maxCompletionTokens: Int?
    let wantsJSON: Bool
    let reasoningEffort: ReasoningEffort
    let showsReasoning: Bool
    let serviceTier: String

    /// How long a model thinks.
    enum ReasoningEffort: String, CaseIterable {
        case low, medium, high
        /// Of qwen models only: not at all, and as they like.
        case none, `default`

        /// Tokens, on average.
        var tokens: Int {
            switch self {
            case .none: 0
            case .low: 25
            case .medium, .default: 100
            case .high: 400
            }
        }
    }

    /// What is reserved for the answer when the call does not say.
    static let defaultCompletionTokens = 1024

    /// Output that may be used, thinking included.
    func completionLimit(_ model: Model) -> Int { maxCompletionTokens ?? model.maxCompletionTokens }

    /// What the limits count until the call is answered.
    var requestedTokens: Int { promptTokens + (maxCompletionTokens ?? Self.defaultCompletionTokens) }
}
