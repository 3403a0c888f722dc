import JSON
import Jobs

extension Completion {
    /// Nil if the body is anything else than a chat completion with a message.
    init?(chatCompletion body: [UInt8]) {
        var hasMessage = false
        do throws(JSONError) {
            var reader = try JSONReader(body)
            guard try reader.enter(.object) else { return nil }
            while let key = try reader.nextKey() {
                switch key {
                case "choices" where !hasMessage: hasMessage = try readFirstChoice(&reader)
                case "usage": usage = try TokenUsage(chatCompletion: &reader)
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
                case "finish_reason": note(finish: try reader.stringIfAny())
                default: try reader.skipValue()
                }
            }
        }
        while try reader.nextElement() { try reader.skipValue() }
        return hasMessage
    }

    private mutating func note(finish: String?) {
        switch finish {
        case "content_filter": ending = .refused
        // Mistral ends so where the context does, DeepSeek where it had to stop in the middle.
        case "length", "model_length", "insufficient_system_resource": if ending == .whole { ending = .cutOff }
        default: break
        }
    }

    private mutating func readMessage(_ reader: inout JSONReader) throws(JSONError) -> Bool {
        guard try reader.enter(.object) else { return false }
        while let key = try reader.nextKey() {
            switch key {
            // Mistral sends blocks when its model has thought.
            case "content" where try reader.peek() == .array: _ = try readBlocks(&reader)
            case "content": content = try reader.stringIfAny() ?? ""
            case "refusal": if let text = try reader.stringIfAny(), !text.isEmpty { ending = .refused }
            default: try reader.skipValue()
            }
        }
        return true
    }
}

extension TokenUsage {
    /// Thoughts count as completion: where a provider tells them apart, its total holds them.
    fileprivate init?(chatCompletion reader: inout JSONReader) throws(JSONError) {
        guard try reader.enter(.object) else { return nil }
        var (prompt, completion, total, cached) = (0, 0, 0, 0)
        while let key = try reader.nextKey() {
            switch key {
            case "prompt_tokens": prompt = try reader.intIfAny() ?? 0
            case "completion_tokens": completion = try reader.intIfAny() ?? 0
            case "total_tokens": total = try reader.intIfAny() ?? 0
            case "prompt_tokens_details": cached = try max(cached, reader.cachedTokens())
            // DeepSeek's name for it.
            case "prompt_cache_hit_tokens": cached = max(cached, try reader.intIfAny() ?? 0)
            default: try reader.skipValue()
            }
        }
        let (thoughts, isAbsurd) = total.subtractingReportingOverflow(prompt)
        self.init(figures: prompt, completion: isAbsurd ? -1 : max(completion, thoughts), cached: max(cached, 0))
    }
}

extension JSONReader {
    fileprivate mutating func cachedTokens() throws(JSONError) -> Int {
        guard try enter(.object) else { return 0 }
        var tokens = 0
        while let key = try nextKey() {
            if key == "cached_tokens" { tokens = try intIfAny() ?? 0 } else { try skipValue() }
        }
        return tokens
    }
}
