import Analysis
import Jobs

/// What a provider sends back, as far as it matters here.
struct Completion {
    /// How the answer ended. Later cases outrank earlier ones.
    enum Ending: Int, Comparable {
        case whole
        /// The room for it was used up.
        case cutOff
        /// The provider or the model would not work on what it was sent.
        case refused

        static func < (one: Self, other: Self) -> Bool { one.rawValue < other.rawValue }
    }

    /// What the model wrote; empty when it wrote nothing, or had no room left after thinking.
    var content = ""
    var ending = Ending.whole
    /// Nil where the provider does not say.
    var usage: TokenUsage?
    /// Where the provider says that the call failed.
    var failure: ErrorBody?
    var repairs: Set<ReplyRepair> = []

    /// Adds what one of several choices, or one event of several, says.
    mutating func add(_ other: Completion) {
        content += other.content
        ending = max(ending, other.ending)
        failure = failure ?? other.failure
        repairs.formUnion(other.repairs)
    }

    /// Notes the error that stands in a body with the status of success, if one does.
    mutating func note(error: LenientValue?) {
        switch error {
        case .object(let object)? where object.members.isEmpty: break
        case .string(let text)? where text.isEmpty: break
        case .object?, .string?: failure = failure ?? ErrorBody(error: error)
        default: break
        }
    }

    mutating func note(finish: String?) {
        guard let finish else { return }
        switch finish.lowercased().replacing("-", with: "_") {
        case "content_filter", "refusal", "safety", "recitation", "prohibited_content", "blocklist", "spii",
            "sensitive":
            ending = .refused
        // Mistral ends so where the context does, DeepSeek where it had to stop in the middle.
        case "length", "max_tokens", "max_output_tokens", "max_completion_tokens", "model_length",
            "insufficient_system_resource", "model_context_window_exceeded":
            ending = max(ending, .cutOff)
        // OpenRouter, Zhipu, vLLM.
        case "error", "network_error", "abort": failure = failure ?? ErrorBody(error: nil)
        default: break
        }
    }

    /// The text of a message: a string, a list of blocks, which may have thoughts between them, or JSON that was
    /// parsed.
    mutating func addContent(_ value: LenientValue?) {
        switch value {
        case .string(let text)?: content += text
        case .array(let blocks)?:
            for block in blocks {
                let isText = block["type"].map { ["text", "output_text"].contains($0.text) } ?? true
                // Gemini marks its thoughts.
                if case .bool(true)? = block["thought"] { continue }
                if isText { content += block.text ?? block["text"]?.text ?? "" }
            }
        case .object?: addParsed(value)
        default: break
        }
    }

    /// JSON where text is expected, or the arguments of a call of a tool, which are either.
    mutating func addParsed(_ value: LenientValue?) {
        guard let value, value.isObject || value.text != nil else { return }
        repairs.insert(.envelope)
        content += value.text ?? String(decoding: value.json, as: UTF8.self)
    }
}

extension TokenUsage {
    /// More than any call takes: a figure beyond it is no figure.
    private static let most = 1_000_000_000

    /// Nil where the figures cannot be true, or say nothing.
    init?(figures prompt: Int, completion: Int, cached: Int) {
        let figures = [prompt, completion, cached]
        guard figures.allSatisfy({ 0...Self.most ~= $0 }), prompt + completion > 0 else { return nil }
        self.init(prompt: prompt, completion: completion, cached: min(cached, prompt))
    }
}
