import JSON

/// Anthropic's Messages API (platform.claude.com/docs/en/api/messages).
struct MessagesDialect: Dialect {
    var callPath: String { "/messages" }
    /// Without a limit, the list has only twenty models.
    var modelsPath: String { "/models?limit=1000" }

    func headers(_ key: APIKey?) -> [(name: String, value: String)] {
        [("anthropic-version", "2023-06-01")] + (key.map { [("x-api-key", $0.secret)] } ?? [])
    }

    func body(_ call: ModelCall) -> [UInt8] {
        var writer = call.writer()
        writer.beginObject()
        writer.field("model", call.model.name)
        writer.field("max_tokens", call.room)
        writer.key("system")
        writer.instruction(call.instruction)
        writer.key("messages")
        writer.beginArray()
        writer.message(role: "user", call.content)
        writer.endArray()
        writer.field("temperature", call.temperature.map { min($0, 1) })
        if case .disabled = call.model.reasoning?.request { writer.thinkingDisabled() }
        if call.model.responseFormat == .jsonSchema { writer.field("output_config", raw: PackSchema.outputConfig) }
        writer.endObject()
        return writer.finish()
    }

    func completion(_ body: [UInt8]) -> Completion? { Completion(message: body) }
}

extension JSONWriter {
    /// The prefix up to the mark is cached for five minutes. It is worth the cost, because it is the same in every
    /// call.
    fileprivate mutating func instruction(_ text: String) {
        beginArray()
        beginObject()
        field("type", "text")
        field("text", text)
        field("cache_control", raw: Array(#"{"type":"ephemeral"}"#.utf8))
        endObject()
        endArray()
    }
}
