import JSON

extension Statistics {
    /// The body of `GET /stats`.
    package var json: [UInt8] {
        var json = JSONWriter(capacity: 2048)
        json.beginObject()
        json.field("calls", calls)
        json.field("admitted", admitted)
        json.field("rate_limited", outcomes["429"] ?? 0)
        json.key("by_status")
        Self.write(outcomes, &json)
        json.key("faults")
        Self.write(Dictionary(uniqueKeysWithValues: faults.map { ($0.key.rawValue, $0.value) }), &json)
        json.field("items", items)
        json.field("documents_seen", documentsSeen)
        json.field("documents_distinct", documentsDistinct)
        json.field("documents_repeated", documentsRepeated)
        json.field("documents_reanswered", documentsReanswered)
        json.field("prompt_tokens", promptTokens)
        json.field("completion_tokens", completionTokens)
        json.field("in_flight", inFlight)
        json.field("most_at_once", mostAtOnce)
        json.field("charged_tokens", chargedByMinute.reduce(0, +))
        json.field("charged_tokens_in_a_minute", chargedByMinute.max() ?? 0)
        json.key("charged_tokens_by_minute")
        json.beginArray()
        for tokens in chargedByMinute { json.int(tokens) }
        json.endArray()
        json.endObject()
        return json.finish()
    }

    private static func write(_ counts: [String: Int], _ json: inout JSONWriter) {
        json.beginObject()
        for (name, count) in counts.sorted(by: { $0.key < $1.key }) {
            json.key(named: name)
            json.int(count)
        }
        json.endObject()
    }
}
