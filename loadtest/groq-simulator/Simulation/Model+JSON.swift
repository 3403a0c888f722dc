import JSON

extension Model {
    /// The body of `GET /models/{id}`.
    package var json: [UInt8] {
        var json = JSONWriter()
        write(to: &json)
        return json.finish()
    }

    /// The body of `GET /models`.
    package static func list(_ models: [Model]) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.field("object", "list")
        json.key("data")
        json.beginArray()
        for model in models { model.write(to: &json) }
        json.endArray()
        json.endObject()
        return json.finish()
    }

    private func write(to json: inout JSONWriter) {
        json.beginObject()
        json.field("id", id)
        json.field("object", "model")
        json.field("created", 1_754_407_957)
        json.field("owned_by", owner)
        json.field("active", true)
        json.field("context_window", contextWindow)
        json.key("public_apps")
        json.null()
        json.field("max_completion_tokens", maxCompletionTokens)
        json.endObject()
    }
}
