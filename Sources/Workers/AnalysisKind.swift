package import Analysis
import JSON
package import Jobs

/// Analyses of documents: what `POST /analyze` asks for.
package struct AnalysisKind: WorkKind {
    package init() {}

    package var kind: Payload.Kind { AnalysisWork.kind }

    package func item(_ payload: Payload, attempts: Int) -> ProviderItem? {
        AnalysisWork(payload).map {
            ProviderItem(document: $0.document, options: $0.options, attempts: attempts, census: payload.census)
        }
    }

    package func result(
        _ analysis: Analysis, by model: ModelIdentity, usage: TokenUsage, isDegraded: Bool
    ) -> [UInt8] {
        var writer = JSONWriter(capacity: analysis.summary.utf8.count + 1024)
        writer.beginObject()
        writer.fields(of: analysis)
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
