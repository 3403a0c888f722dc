/// What is known of a model before it is asked.
package struct ChatModel: Hashable, Sendable {
    /// How an answer in JSON is asked for. All answers are read alike, whatever was asked for.
    package enum ResponseFormat: String, Sendable {
        /// Constrained to our schema while it is written: the only one that keeps packs whole on Groq.
        case jsonSchema = "json_schema"
        /// Some JSON object.
        case jsonObject = "json_object"
        /// By the instruction alone: understood everywhere.
        case text
    }

    /// How a model that thinks before it writes is told to think little, and to keep it to itself.
    package struct Reasoning: Hashable, Sendable {
        /// The member that keeps the thoughts out of the answer; models differ in which they take.
        package enum Hiding: Sendable {
            /// `include_reasoning`: false.
            case notIncluded
            /// `reasoning_format`: hidden.
            case hiddenFormat
        }

        /// The value of `reasoning_effort`.
        let effort: String
        let hiding: Hiding
        /// Tokens of thought to leave room for in each call, and for each of its documents.
        let perCall: Int
        let perItem: Int

        /// The least effort of those that always think.
        static let low = Reasoning(effort: "low", hiding: .notIncluded, perCall: 256, perItem: 64)
        /// Thinking switched off.
        static let off = Reasoning(effort: "none", hiding: .hiddenFormat, perCall: 0, perItem: 0)
    }

    package let name: String
    /// Prompt and output together; nil where unknown.
    package let contextTokens: Int?
    /// The most it writes in one call.
    package let maxOutputTokens: Int
    package let responseFormat: ResponseFormat
    /// Nil for models that do not think, and for those of which we do not know.
    package let reasoning: Reasoning?

    package init(
        _ name: String, contextTokens: Int? = nil, maxOutputTokens: Int = 8192, responseFormat: ResponseFormat = .text,
        reasoning: Reasoning? = nil
    ) {
        self.name = name
        self.contextTokens = contextTokens
        self.maxOutputTokens = maxOutputTokens
        self.responseFormat = responseFormat
        self.reasoning = reasoning
    }
}
