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
        /// What is sent for it.
        package enum Request: Hashable, Sendable {
            /// `reasoning_effort`, and the member that keeps the thoughts out of the answer; models differ in which
            /// they take.
            case effort(String, Hiding)
            /// `thinking` of type `disabled`.
            case disabled
            /// Nothing: nobody knows what the model takes.
            case none
        }

        /// The member that keeps the thoughts out of the answer.
        package enum Hiding: Sendable {
            /// `include_reasoning`: false.
            case notIncluded
            /// `reasoning_format`: hidden.
            case hiddenFormat
            /// The provider never sends them.
            case unneeded
        }

        let request: Request
        /// Tokens of thought to leave room for in each call, and for each of its documents.
        let perCall: Int
        let perItem: Int

        /// The least effort of Groq's models that always think.
        static let low = Reasoning(request: .effort("low", .notIncluded), perCall: 256, perItem: 64)
        /// Thinking switched off, as Groq's other models are told.
        static let off = Reasoning(request: .effort("none", .hiddenFormat), perCall: 0, perItem: 0)
        /// Switched off, as DeepSeek and Anthropic are told.
        static let disabled = Reasoning(request: .disabled, perCall: 0, perItem: 0)
        /// Perhaps it thinks: there is room for it, which shrinks when it does not.
        static let unknown = Reasoning(request: .none, perCall: 1024, perItem: 256)

        /// For what the answers depend on.
        var name: String {
            switch request {
            case .effort(let effort, _): effort
            case .disabled: "disabled"
            case .none: "default"
            }
        }
    }

    package private(set) var name: String
    /// Prompt and output together; nil where unknown.
    package let contextTokens: Int?
    /// The most it writes in one call.
    package let maxOutputTokens: Int
    package internal(set) var responseFormat: ResponseFormat
    /// Nil for models that do not think.
    package internal(set) var reasoning: Reasoning?
    /// Whether it lets others say how freely it writes. Many that think do not.
    package let takesTemperature: Bool

    package init(
        _ name: String, contextTokens: Int? = nil, maxOutputTokens: Int = 8192, responseFormat: ResponseFormat = .text,
        reasoning: Reasoning? = nil, takesTemperature: Bool = true
    ) {
        self.name = name
        self.contextTokens = contextTokens
        self.maxOutputTokens = maxOutputTokens
        self.responseFormat = responseFormat
        self.reasoning = reasoning
        self.takesTemperature = takesTemperature
    }

    /// Another model of these abilities.
    func named(_ name: String) -> ChatModel {
        var model = self
        model.name = name
        return model
    }
}
