import JSON

/// One call of chat completions, from the moment when it is decided what becomes of it.
package struct Call: Sendable {
    /// What an admitted call needs to be answered.
    struct Admission: Sendable {
        let request: ChatRequest
        let model: Model
        let fate: Fate
        let reservation: RateLimiter.Reservation
        let settings: Settings
    }

    /// 1 for the first call since the start or the last reset.
    package let number: Int
    /// Since the start of 1970.
    let time: Duration
    let verdict: Result<Admission, APIError>
    /// What the limits say, where the model is known.
    let limits: [Header]
    private var random: SeededRandom

    init(number: Int, time: Duration, verdict: Result<Admission, APIError>, limits: [Header], random: SeededRandom) {
        self.number = number
        self.time = time
        self.verdict = verdict
        self.limits = limits
        self.random = random
    }

    /// Makes the answer; the same one each time. This is the work of a call, and needs no lock.
    package func reply() -> Reply {
        var random = random
        let id = "req_\(random.name())"
        let common = [Header("x-request-id", id), Header("x-groq-region", "dls")] + limits
        switch verdict {
        case .failure(let error):
            return Reply(status: error.status, headers: common + error.headers, body: error.body, delay: .zero)
        case .success(let admission):
            return reply(to: admission, id: id, headers: common, random: &random)
        }
    }

    private func reply(
        to admission: Admission, id: String, headers: [Header], random: inout SeededRandom
    ) -> Reply {
        let completion = Completion(
            admission.request, model: admission.model, tokenizer: admission.settings.tokenizer, fate: admission.fate,
            random: &random)
        let faults = admission.settings.faults
        let times = admission.settings.latency.times(
            input: admission.request.promptTokens, output: completion.completionTokens,
            slowdown: admission.fate.kind == .slow ? faults.slowFactor : 1, random: &random)
        let usage = Usage(
            promptTokens: admission.request.promptTokens, completionTokens: completion.completionTokens,
            reasoningTokens: completion.reasoningTokens, times: times)
        if admission.fate.kind == .failedJSON {
            let error = APIError.failedJSON(String(completion.content.prefix(200)))
            return Reply(
                status: error.status, headers: headers + error.headers, body: error.body, delay: times.total,
                usage: usage)
        }
        let body = body(completion, to: admission.request, usage: usage, id: id)
        return Reply(
            status: 200, headers: headers + [Header("content-type", Header.json)], body: body, delay: times.total,
            hangs: admission.fate.kind == .hang, delivery: Reply.Delivery(admission.fate.kind), usage: usage,
            answered: completion.answered)
    }

    private func body(_ completion: Completion, to request: ChatRequest, usage: Usage, id: String) -> [UInt8] {
        var json = JSONWriter(capacity: completion.content.utf8.count * 5 / 4 + 1024)
        json.beginObject()
        json.field("id", "chatcmpl-\(id.dropFirst(4))")
        json.field("object", "chat.completion")
        json.field("created", Int(time.components.seconds))
        json.field("model", request.model)
        json.key("choices")
        json.beginArray()
        write(completion, to: request, &json)
        json.endArray()
        json.key("usage")
        usage.write(to: &json)
        json.key("usage_breakdown")
        json.null()
        json.field("system_fingerprint", "fp_simulated")
        json.key("x_groq")
        json.beginObject()
        json.field("id", id)
        json.endObject()
        json.field("service_tier", request.serviceTier)
        json.endObject()
        return json.finish()
    }

    private func write(_ completion: Completion, to request: ChatRequest, _ json: inout JSONWriter) {
        json.beginObject()
        json.field("index", 0)
        json.key("message")
        json.beginObject()
        json.field("role", "assistant")
        json.field("content", completion.content)
        if request.showsReasoning, completion.reasoningTokens > 0 {
            json.field("reasoning", "The request says what to do with the documents; it is done one by one.")
        }
        json.endObject()
        json.key("logprobs")
        json.null()
        json.field("finish_reason", completion.finishReason.rawValue)
        json.endObject()
    }
}

extension Reply.Delivery {
    fileprivate init(_ fault: FaultKind?) {
        switch fault {
        case .cut: self = .cut
        case .cutBody: self = .cutBody
        default: self = .whole
        }
    }
}
