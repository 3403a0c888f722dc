/// What is known about a model in advance.
package struct ChatModel: Hashable, Sendable {
    /// How JSON is requested. All answers are read in the same way, whatever was requested.
    package enum ResponseFormat: String, Sendable {
        /// The output is constrained to our schema. Only this keeps packs whole on Groq.
        case jsonSchema = "json_schema"
        /// Any JSON object.
        case jsonObject = "json_object"
        /// Requested only in the instruction, which all models understand.
        case text
    }

    /// How a model that thinks before it writes is told to think little, and to leave its thoughts out of the answer.
    package struct Reasoning: Hashable, Sendable {
        /// What the request contains for this.
        package enum Request: Hashable, Sendable {
            /// `reasoning_effort`, and the member that keeps the thoughts out of the answer. Models differ in which
            /// member they accept.
            case effort(String, Hiding)
            /// `thinking` of type `disabled`.
            case disabled
            /// Nothing, because it is unknown what the model accepts.
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
        /// Tokens reserved for thoughts, for each call and for each of its documents.
        let perCall: Int
        let perItem: Int

        /// The least effort for models on Groq that always think.
        static let low = Reasoning(request: .effort("low", .notIncluded), perCall: 256, perItem: 64)
        /// Thinking switched off, in the form of Groq's other models.
        static let off = Reasoning(request: .effort("none", .hiddenFormat), perCall: 0, perItem: 0)
        /// Thinking switched off, in the form of DeepSeek and Anthropic.
        static let disabled = Reasoning(request: .disabled, perCall: 0, perItem: 0)
        /// The model may think. The room reserved for it shrinks if it does not.
        static let unknown = Reasoning(request: .none, perCall: 1024, perItem: 256)

        /// The name in fingerprints.
        var name: String {
            switch request {
            case .effort(let effort, _): effort
            case .disabled: "disabled"
            case .none: "default"
            }
        }
    }

    package private(set) var name: String
    /// Of prompt and output together; nil if unknown.
    package let contextTokens: Int?
    /// Maximum output of one call.
    package let maxOutputTokens: Int
    package internal(set) var responseFormat: ResponseFormat
    /// Nil if the model does not think.
    package internal(set) var reasoning: Reasoning?
    /// Whether the model accepts a temperature. Many that think do not.
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

    /// Another model with the same abilities.
    func named(_ name: String) -> ChatModel {
        var model = self
        model.name = name
        return model
    }
}
