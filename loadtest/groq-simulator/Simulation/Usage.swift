import JSON

/// What an answered call used.
struct Usage: Hashable, Sendable {
    let promptTokens: Int
    let completionTokens: Int
    let reasoningTokens: Int
    let times: Latency.Times

    var totalTokens: Int { promptTokens + completionTokens }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.field("queue_time", times.queue.seconds)
        json.field("prompt_tokens", promptTokens)
        json.field("prompt_time", times.prompt.seconds)
        json.field("completion_tokens", completionTokens)
        json.field("completion_time", times.completion.seconds)
        json.field("total_tokens", totalTokens)
        json.field("total_time", (times.prompt + times.completion).seconds)
        json.key("prompt_tokens_details")
        json.beginObject()
        json.field("cached_tokens", 0)
        json.endObject()
        json.key("completion_tokens_details")
        json.beginObject()
        json.field("reasoning_tokens", reasoningTokens)
        json.endObject()
        json.endObject()
    }
}
