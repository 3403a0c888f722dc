import JSON
import Jobs

/// The documents of one call on their way out: the wire format of a pack, and the chat completion around it.
struct PackRequest {
    /// All with the same options.
    let items: [ProviderItem]
    /// One for each item.
    let ids: [String]

    /// The body of the request. Builds the pack first: a copy of the texts, and another one inside the body.
    /// - Parameter room: tokens reserved for the answer.
    func body(
        model: ChatModel, instruction: Instruction, temperature: Double?, room: Int, outputLimitField: StaticString
    ) -> [UInt8] {
        let content = String(decoding: pack, as: UTF8.self)
        var writer = JSONWriter(capacity: content.utf8.count + content.utf8.count / 8 + 8192)
        writer.beginObject()
        writer.field("model", model.name)
        writer.key("messages")
        writer.beginArray()
        writer.message(role: "system", instruction.text)
        writer.message(role: "user", content)
        writer.endArray()
        writer.field("temperature", temperature)
        writer.field(outputLimitField, room)
        writer.responseFormat(model.responseFormat)
        writer.reasoning(model.reasoning)
        writer.endObject()
        return writer.finish()
    }

    /// The user's message.
    private var pack: [UInt8] {
        var writer = JSONWriter(capacity: items.reduce(512) { $0 + $1.document.byteCount * 9 / 8 })
        writer.beginObject()
        writer.field("task", "analyze")
        if let options = items.first?.options {
            writer.key("options")
            writer.beginObject()
            writer.field("length", options.length.rawValue)
            writer.field("language", options.language)
            writer.field("focus", options.focus)
            writer.endObject()
        }
        writer.key("documents")
        writer.beginArray()
        for (id, item) in zip(ids, items) { writer.document(id, item.document) }
        writer.endArray()
        writer.endObject()
        return writer.finish()
    }
}

extension JSONWriter {
    fileprivate mutating func message(role: String, _ content: String) {
        beginObject()
        field("role", role)
        field("content", content)
        endObject()
    }

    fileprivate mutating func document(_ id: String, _ document: Document) {
        beginObject()
        field("id", id)
        field("title", document.title)
        field("abstract", document.abstract)
        field("text", document.text)
        endObject()
    }

    fileprivate mutating func responseFormat(_ format: ChatModel.ResponseFormat) {
        switch format {
        case .jsonSchema: field("response_format", raw: PackSchema.responseFormat)
        case .jsonObject:
            key("response_format")
            beginObject()
            field("type", format.rawValue)
            endObject()
        case .text: break
        }
    }

    fileprivate mutating func reasoning(_ reasoning: ChatModel.Reasoning?) {
        guard let reasoning else { return }
        field("reasoning_effort", reasoning.effort)
        switch reasoning.hiding {
        case .notIncluded: field("include_reasoning", false)
        case .hiddenFormat: field("reasoning_format", "hidden")
        }
    }
}
