import JSON

/// The chat completions protocol, defined by OpenAI and adopted by most other providers.
struct ChatCompletionsDialect: Dialect {
    /// The name of the member that limits the output.
    let outputLimitField: StaticString

    var callPath: String { "/chat/completions" }
    var modelsPath: String { "/models" }

    func headers(_ key: APIKey?) -> [(name: String, value: String)] {
        key.map { [("Authorization", "Bearer " + $0.secret)] } ?? []
    }

    func body(_ call: ModelCall) -> [UInt8] {
        var writer = call.writer()
        writer.beginObject()
        writer.field("model", call.model.name)
        writer.key("messages")
        writer.beginArray()
        writer.message(role: "system", call.instruction)
        writer.message(role: "user", call.content)
        writer.endArray()
        writer.field("temperature", call.temperature)
        if let name = limitField(call.limitName) { writer.field(name, call.room) }
        writer.responseFormat(call.model.responseFormat)
        writer.reasoning(call.model.reasoning)
        writer.endObject()
        return writer.finish()
    }

    private func limitField(_ name: ModelCall.LimitName) -> StaticString? {
        switch name {
        case .usual: outputLimitField
        case .other: "\(outputLimitField)" == "max_tokens" ? "max_completion_tokens" : "max_tokens"
        case .none: nil
        }
    }

    func completion(_ body: [UInt8]) -> Completion? { Completion(chatCompletion: body) }
}

extension JSONWriter {
    fileprivate mutating func responseFormat(_ format: ChatModel.ResponseFormat) {
        switch format {
        case .jsonSchema: field("response_format", raw: PackSchema.responseFormat)
        case .jsonObject: field("response_format", raw: Array(#"{"type":"json_object"}"#.utf8))
        case .text: break
        }
    }

    fileprivate mutating func reasoning(_ reasoning: ChatModel.Reasoning?) {
        switch reasoning?.request {
        case .effort(let effort, let hiding):
            field("reasoning_effort", effort)
            switch hiding {
            case .notIncluded: field("include_reasoning", false)
            case .hiddenFormat: field("reasoning_format", "hidden")
            case .unneeded: break
            }
        case .disabled: thinkingDisabled()
        case .some(.none), nil: break
        }
    }
}
