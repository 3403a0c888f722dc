import JSON
import Jobs

extension Completion {
    /// Nil if the body is anything else than one of Anthropic's messages.
    init?(message body: [UInt8]) {
        var hasContent = false
        do throws(JSONError) {
            var reader = try JSONReader(body)
            guard try reader.enter(.object) else { return nil }
            while let key = try reader.nextKey() {
                switch key {
                case "content" where !hasContent: hasContent = try readBlocks(&reader)
                case "stop_reason": note(stop: try reader.stringIfAny())
                case "usage": usage = try TokenUsage(message: &reader)
                default: try reader.skipValue()
                }
            }
        } catch {
            return nil
        }
        guard hasContent else { return nil }
    }

    private mutating func note(stop: String?) {
        switch stop {
        case "max_tokens", "model_context_window_exceeded": ending = .cutOff
        case "refusal": ending = .refused
        default: break
        }
    }
}

extension TokenUsage {
    /// What was read from the cache and written to it is not in the input tokens.
    fileprivate init?(message reader: inout JSONReader) throws(JSONError) {
        guard try reader.enter(.object) else { return nil }
        var (input, output, read, written) = (0, 0, 0, 0)
        while let key = try reader.nextKey() {
            switch key {
            case "input_tokens": input = try reader.intIfAny() ?? 0
            case "output_tokens": output = try reader.intIfAny() ?? 0
            case "cache_read_input_tokens": read = try reader.intIfAny() ?? 0
            case "cache_creation_input_tokens": written = try reader.intIfAny() ?? 0
            default: try reader.skipValue()
            }
        }
        let parts = [input, read, written]
        guard parts.allSatisfy({ 0...1_000_000_000 ~= $0 }) else { return nil }
        self.init(figures: parts.reduce(0, +), completion: output, cached: read)
    }
}
