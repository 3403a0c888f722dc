import JSON
import Jobs

/// The document of `GET /health/provider`.
struct ProviderHealthDocument {
    /// In order of preference.
    let providers: [ProviderReport]

    /// The provider that is called now, or the first if none can be.
    var active: ProviderReport? { providers.first(where: \.isAvailable) ?? providers.first }

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
