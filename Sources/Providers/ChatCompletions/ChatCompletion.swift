import JSON
import Jobs

/// What a provider sends back, as far as it matters here.
struct ChatCompletion {
    /// What the model wrote; empty when it wrote nothing, or had no room left after thinking.
    private(set) var content = ""
    /// The provider or the model would not work on what it was sent.
    private(set) var isRefused = false
    /// Nil where the provider does not say.
    private(set) var usage: TokenUsage?

    /// Nil if the body is anything else than a chat completion with a message.
    init?(_ body: [UInt8]) {
        var hasMessage = false
        do throws(JSONError) {
            var reader = try JSONReader(body)
            guard try reader.enter(.object) else { return nil }
            while let key = try reader.nextKey() {
                switch key {
                case "choices" where !hasMessage: hasMessage = try readFirstChoice(&reader)
                case "usage": usage = try TokenUsage(&reader)
                default: try reader.skipValue()
                }
            }
        } catch {
            return nil
        }
        guard hasMessage else { return nil }
    }

    private mutating func readFirstChoice(_ reader: inout JSONReader) throws(JSONError) -> Bool {
        var hasMessage = false
        guard try reader.enter(.array) else { return false }
        guard try reader.nextElement() else { return false }
        if try reader.enter(.object) {
            while let key = try reader.nextKey() {
                switch key {
                case "message" where !hasMessage: hasMessage = try readMessage(&reader)
                case "finish_reason": if try reader.stringIfAny() == "content_filter" { isRefused = true }
                default: try reader.skipValue()
                }
            }
        }
        while try reader.nextElement() { try reader.skipValue() }
        return hasMessage
    }

    private mutating func readMessage(_ reader: inout JSONReader) throws(JSONError) -> Bool {
        guard try reader.enter(.object) else { return false }
        while let key = try reader.nextKey() {
            switch key {
            case "content": content = try reader.stringIfAny() ?? ""
            case "refusal": if let text = try reader.stringIfAny(), !text.isEmpty { isRefused = true }
            default: try reader.skipValue()
            }
        }
        return true
    }
}

extension TokenUsage {
    /// More than any call takes: a figure beyond it is no figure.
    private static let most = 1_000_000_000

    /// Thoughts count as completion: where a provider tells them apart, its total holds them.
    fileprivate init?(_ reader: inout JSONReader) throws(JSONError) {
        guard try reader.enter(.object) else { return nil }
        var (prompt, completion, total) = (0, 0, 0)
        while let key = try reader.nextKey() {
            switch key {
            case "prompt_tokens": prompt = try reader.intIfAny() ?? 0
            case "completion_tokens": completion = try reader.intIfAny() ?? 0
            case "total_tokens": total = try reader.intIfAny() ?? 0
            default: try reader.skipValue()
            }
        }
        let figures = [prompt, completion, total]
        guard figures.allSatisfy({ 0...Self.most ~= $0 }), prompt + completion + total > 0 else { return nil }
        self.init(prompt: prompt, completion: max(completion, total - prompt))
    }
}
