import Analysis
import Jobs

extension Completion {
    /// Nil unless the body is one of Anthropic's messages, or a complete event stream of one.
    init?(message body: [UInt8]) {
        guard let body = ReplyBody(body) else { return nil }
        repairs = body.repairs
        var hasContent = false
        var isDone = !body.isStream
        var figures = LenientObject()
        for root in body.documents {
            let message = root["message"] ?? root
            if let content = message["content"], content.isContent {
                hasContent = true
                addContent(content)
                if content.text != nil { repairs.insert(.envelope) }
                let tools = content.elements.filter { $0["type"]?.text == "tool_use" }
                if self.content.isEmpty, tools.count == 1 { addParsed(tools[0]["input"]) }
            }
            let delta = root["delta"]
            content += delta?["text"]?.text ?? ""
            if let stop = (message["stop_reason"] ?? delta?["stop_reason"])?.text {
                isDone = true
                note(finish: stop)
            }
            // A stream reports the usage of the prompt at its beginning, and that of the answer at its end.
            if case .object(let usage)? = message["usage"] { figures.members = usage.members + figures.members }
            if body.isStream { note(error: root["error"]) }
        }
        usage = TokenUsage(message: .object(figures))
        guard hasContent && isDone || failure != nil else { return nil }
    }
}

extension LenientValue {
    /// Whether it is a list of blocks or a text.
    fileprivate var isContent: Bool {
        switch self {
        case .array, .string: true
        default: false
        }
    }
}

extension TokenUsage {
    /// Tokens read from the cache and written to it are not included in the input tokens.
    fileprivate init?(message usage: LenientValue) {
        func figure(_ name: String) -> Int { usage[name]?.int ?? 0 }
        let read = figure("cache_read_input_tokens")
        let parts = [figure("input_tokens"), read, figure("cache_creation_input_tokens")]
        guard parts.allSatisfy({ 0...1_000_000_000 ~= $0 }) else { return nil }
        self.init(figures: parts.reduce(0, +), completion: figure("output_tokens"), cached: read)
    }
}
