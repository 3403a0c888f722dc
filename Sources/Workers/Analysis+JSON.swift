import Analysis
import JSON
import Jobs

extension Analysis {
    /// The `result` member of a status document, encoded once and kept as it is sent.
    func json(model: ModelIdentity, usage: TokenUsage, isDegraded: Bool = false) -> [UInt8] {
        var writer = JSONWriter(capacity: summary.utf8.count + 1024)
        writer.beginObject()
        writer.fields(of: self)
        writer.field("provider", model.provider)
        writer.field("model", model.model)
        if isDegraded { writer.field("degraded", true) }
        writer.key("usage")
        writer.beginObject()
        writer.field("prompt_tokens", usage.prompt)
        writer.field("completion_tokens", usage.completion)
        writer.endObject()
        writer.endObject()
        return writer.finish()
    }
}

extension JSONWriter {
    mutating func fields(of analysis: Analysis) {
        field("summary", analysis.summary)
        field("key_points", analysis.keyPoints)
        field("methods", analysis.methods)
        field("limitations", analysis.limitations)
        field("keywords", analysis.keywords)
    }
}
