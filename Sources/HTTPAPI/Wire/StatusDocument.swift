import JSON
package import Jobs

/// The document of `GET /status/<id>`.
package struct StatusDocument {
    let record: RequestRecord
    /// Whether it answers a submission from a cache.
    var isCached = false

    /// For the services: the document as it is sent.
    package static let render: @Sendable (RequestRecord, Bool) -> [UInt8] = { record, isCached in
        StatusDocument(record: record, isCached: isCached).json()
    }

    func json() -> [UInt8] {
        var writer = JSONWriter(capacity: 384 + (record.result?.json.count ?? 0))
        writer.beginObject()
        writer.field("request_id", record.id.description)
        writer.field("ref", record.reference)
        writer.field("status", record.state.name)
        if isCached { writer.field("cached", true) }
        writer.field("position", record.position)
        writer.field("priority", record.priority.name)
        writer.field("submitted_at", record.id.time.iso8601)
        writer.field("started_at", record.startedAt?.iso8601)
        writer.field("finished_at", record.finishedAt?.iso8601)
        writer.field("attempts", record.attempts)
        if let progress = record.progress {
            writer.key("progress")
            writer.beginObject()
            writer.field("done", progress.done)
            writer.field("total", progress.total)
            writer.endObject()
        }
        writer.field("result", raw: record.result?.json)
        if let failure = record.failure {
            writer.key("error")
            writer.beginObject()
            writer.field("code", failure.rawValue)
            writer.field("message", failure.message)
            writer.field("retryable", failure.isRetryable)
            writer.endObject()
        }
        writer.endObject()
        return writer.finish()
    }

    /// Weak, because the position may change without a new version.
    var entityTag: String {
        "W/\"\(record.state.name.prefix(1))\(record.attempts).\(record.progress?.done ?? 0)\""
    }
}
