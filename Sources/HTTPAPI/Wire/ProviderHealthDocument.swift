import JSON
import Jobs

/// What `GET /health/provider` answers.
struct ProviderHealthDocument {
    /// In the order in which they are preferred.
    let providers: [ProviderReport]

    /// The one that is called now; where none can be, the first.
    var active: ProviderReport? { providers.first(where: \.isWell) ?? providers.first }

    func json() -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        if let active {
            writer.field("name", active.model.provider)
            writer.field("model", active.model.model)
            writer.field("state", active.state.rawValue)
            writer.field("detail", active.detail)
            writer.field("retry_at", active.retryAt?.iso8601)
        }
        writer.key("providers")
        writer.beginArray()
        for provider in providers { provider.write(to: &writer) }
        writer.endArray()
        writer.endObject()
        return writer.finish()
    }
}
