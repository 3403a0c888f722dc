import JSON
package import Jobs

/// Who analyses, and how it is.
package struct ProviderReport: Sendable {
    /// As `GET /status` names it.
    package enum State: String, Sendable {
        case up
        /// Calls wait for the provider's limits.
        case paced
        /// Calls fail, and are made rarely until one goes through.
        case open
        /// Nothing will work until somebody acts.
        case stopped
    }

    package let model: ModelIdentity
    package let state: State
    /// What is wrong, and what to do about it; never a secret.
    package let detail: String?
    /// When the next call or check is made, where one waits.
    package let retryAt: Timestamp?

    package init(model: ModelIdentity, state: State, detail: String? = nil, retryAt: Timestamp? = nil) {
        self.model = model
        self.state = state
        self.detail = detail
        self.retryAt = retryAt
    }

    func json() -> [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        write(to: &writer)
        writer.endObject()
        return writer.finish()
    }

    /// The members, without the braces.
    func write(to writer: inout JSONWriter) {
        writer.field("name", model.provider)
        writer.field("model", model.model)
        writer.field("state", state.rawValue)
        writer.field("detail", detail)
        writer.field("retry_at", retryAt?.iso8601)
    }
}
