import Analysis
import Jobs

/// The relevant content of a provider's reply.
struct Completion {
    /// How the answer ended. Later cases outrank earlier ones.
    enum Ending: Int, Comparable {
        case whole
        /// The output limit was reached.
        case cutOff
        /// The provider or the model refused to work on what it was sent.
        case refused

        static func < (one: Self, other: Self) -> Bool { one.rawValue < other.rawValue }
    }

    /// What the model wrote; empty if it wrote nothing, or reached the output limit while thinking.
    var content = ""
    var ending = Ending.whole
    /// Nil if the provider does not report it.
    var usage: TokenUsage?
    /// Set if the provider says that the call failed.
    var failure: ErrorBody?
    var repairs: Set<ReplyRepair> = []

    /// Adds the content of one of several choices or events.
    mutating func add(_ other: Completion) {
        content += other.content
        ending = max(ending, other.ending)
        failure = failure ?? other.failure
        repairs.formUnion(other.repairs)
    }

    /// Notes an error in a body whose status is success, if there is one.
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
        // `model_length` is the end of the context at Mistral, `insufficient_system_resource` an interruption at
        // DeepSeek.
        case "length", "max_tokens", "max_output_tokens", "max_completion_tokens", "model_length",
            "insufficient_system_resource", "model_context_window_exceeded":
            ending = max(ending, .cutOff)
        // OpenRouter, Zhipu, vLLM.
        case "error", "network_error", "abort": failure = failure ?? ErrorBody(error: nil)
        default: break
        }
    }

    /// Adds the text of a message: a string, a list of blocks, some of which may be thoughts, or parsed JSON.
    mutating func addContent(_ value: LenientValue?) {
        switch value {
        case .string(let text)?: content += text
        case .array(let blocks)?:
            for block in blocks {
                let isText = block["type"].map { ["text", "output_text"].contains($0.text) } ?? true
                // Gemini marks blocks that are thoughts.
                if case .bool(true)? = block["thought"] { continue }
                if isText { content += block.text ?? block["text"]?.text ?? "" }
            }
        case .object?: addParsed(value)
        default: break
        }
    }

    /// Adds JSON that stands in place of a text, or the arguments of a tool call, which may be JSON or a text.
    mutating func addParsed(_ value: LenientValue?) {
        guard let value, value.isObject || value.text != nil else { return }
        repairs.insert(.envelope)
        content += value.text ?? String(decoding: value.json, as: UTF8.self)
    }
}

extension TokenUsage {
    /// More than any call uses. A larger number is not valid.
    private static let most = 1_000_000_000

    /// Nil if the numbers cannot be true, or if all are zero.
    init?(figures prompt: Int, completion: Int, cached: Int) {
        let figures = [prompt, completion, cached]
        guard figures.allSatisfy({ 0...Self.most ~= $0 }), prompt + completion > 0 else { return nil }
        self.init(prompt: prompt, completion: completion, cached: min(cached, prompt))
    }
}
