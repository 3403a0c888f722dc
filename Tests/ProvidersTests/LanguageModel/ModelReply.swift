import JSON

/// What a model and its server send back, put together by tests.
enum ModelReply {
    struct Item {
        var id: String
        var anchor: String
        var summary: String

        var json: String {
            var writer = JSONWriter()
            writer.beginObject()
            writer.field("id", id)
            writer.field("anchor", anchor)
            writer.field("summary", summary)
            writer.field("key_points", ["First \(summary).", "Second \"quoted\" {point}."])
            writer.field("methods", "Counting.")
            writer.field("limitations", "")
            writer.field("keywords", ["alpha", "beta"])
            writer.endObject()
            return text(writer.finish())
        }
    }

    static func content(_ items: [Item]) -> String { content(items.map(\.json)) }

    static func content(_ items: [String]) -> String { #"{"analyses":[\#(items.joined(separator: ","))]}"# }

    /// As Groq sends it.
    static func completion(
        _ content: String?, finish: String = "stop", refusal: String? = nil,
        usage: String = #"{"prompt_tokens":900,"completion_tokens":300,"total_tokens":1200,"queue_time":0.01}"#
    ) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("id", "chatcmpl-1")
        writer.field("object", "chat.completion")
        writer.field("created", 1_790_000_000)
        writer.field("model", "openai/gpt-oss-20b")
        writer.key("choices")
        writer.beginArray()
        writer.beginObject()
        writer.field("index", 0)
        writer.key("message")
        writer.beginObject()
        writer.field("role", "assistant")
        writer.key("content")
        if let content { writer.string(content) } else { writer.null() }
        writer.field("refusal", refusal)
        writer.endObject()
        writer.field("finish_reason", finish)
        writer.endObject()
        writer.endArray()
        writer.field("usage", raw: Array(usage.utf8))
        writer.field("x_groq", raw: Array(#"{"id":"req_1"}"#.utf8))
        writer.endObject()
        return text(writer.finish())
    }

    static func textBlock(_ text: String) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("type", "text")
        writer.field("text", text)
        writer.endObject()
        return self.text(writer.finish())
    }

    /// As Anthropic sends it.
    static func message(blocks: String, stop: String = "end_turn", usage: String) -> String {
        #"{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[\#(blocks)],"#
            + #""stop_reason":"\#(stop)","stop_sequence":null,"usage":\#(usage)}"#
    }

    static func error(_ message: String, type: String? = nil, code: String? = nil, more: String? = nil) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("error")
        writer.beginObject()
        writer.field("message", message)
        writer.field("type", type)
        writer.field("code", code)
        writer.field("failed_generation", more)
        writer.endObject()
        writer.endObject()
        return text(writer.finish())
    }

    static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
