import Analysis
import Jobs

extension Completion {
    /// Nil unless the body is a chat completion with a message, or a complete event stream of one.
    init?(chatCompletion body: [UInt8]) {
        guard let body = ReplyBody(body) else { return nil }
        repairs = body.repairs
        var hasMessage = false
        var isDone = !body.isStream || body.isDone
        for root in body.documents {
            note(error: root["error"])
            let choices = (root["choices"]?.elements ?? []).compactMap(Choice.init)
            if let choice = choices.first(where: { !$0.completion.content.isEmpty }) ?? choices.first {
                hasMessage = true
                isDone = isDone || choice.isFinished
                add(choice.completion)
            }
            if let usage = root["usage"].flatMap(TokenUsage.init(chatCompletion:)) { self.usage = usage }
            // A plain body with nothing but an error is left to `ErrorBody`, which cannot read streams.
            if body.isStream, failure != nil { hasMessage = true }
        }
        guard hasMessage, isDone || failure != nil else { return nil }
    }

    /// One of the answers in a chat completion; most have one.
    private struct Choice {
        var completion = Completion()
        let isFinished: Bool

        /// Nil if it contains no message.
        init?(_ value: LenientValue) {
            let finish = value["finish_reason"]?.text
            isFinished = finish != nil
            let message = value["message"] ?? value["delta"]
            if case .object? = message, let message { read(message) }
            // The form of the older completions protocol.
            if message == nil, let text = value["text"]?.text {
                completion.content = text
                completion.repairs.insert(.envelope)
            }
            completion.note(error: value["error"])
            completion.note(finish: finish)
            guard message?.isObject ?? (value["text"]?.text != nil || completion.failure != nil) else { return nil }
        }

        private mutating func read(_ message: LenientValue) {
            completion.addContent(message["content"])
            if let refusal = message["refusal"]?.text, !refusal.isEmpty { completion.ending = .refused }
            // Gateways that request JSON through a tool pass the tool call on.
            let calls = message["tool_calls"]?.elements.map { $0["function"] } ?? [message["function_call"]]
            if completion.content.isEmpty, calls.count == 1, let call = calls[0] {
                completion.addParsed(call["arguments"])
            }
        }
    }
}

extension TokenUsage {
    /// Thoughts count as completion: if a provider counts them separately, its total includes them.
    fileprivate init?(chatCompletion usage: LenientValue) {
        func figure(_ name: String) -> Int { usage[name]?.int ?? 0 }
        let (prompt, completion, total) = (
            figure("prompt_tokens"), figure("completion_tokens"), figure("total_tokens")
        )
        // The second name is DeepSeek's.
        let cached = max(
            usage["prompt_tokens_details"]?["cached_tokens"]?.int ?? 0, figure("prompt_cache_hit_tokens"), 0)
        let (thoughts, isAbsurd) = total.subtractingReportingOverflow(prompt)
        self.init(figures: prompt, completion: isAbsurd ? -1 : max(completion, thoughts), cached: cached)
    }
}
