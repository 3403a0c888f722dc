import JSON

/// The answer to an admitted call.
struct Completion {
    /// Why the model stopped.
    enum FinishReason: String { case stop, length }

    private(set) var content: String
    private(set) var finishReason = FinishReason.stop
    private(set) var completionTokens: Int
    let reasoningTokens: Int
    /// The texts that are answered well.
    private(set) var answered: [Int] = []

    init(
        _ request: ChatRequest, model: Model, tokenizer: Tokenizer, fate: Fate, random: inout SeededRandom
    ) {
        if let pack = request.pack {
            var answer = PackAnswer(pack)
            answer.spoil(fate.items, random: &random)
            content = answer.content
            answered = answer.answered
        } else {
            content = Self.smallTalk(request)
        }
        let thinking = model.reasons ? Double(request.reasoningEffort.tokens) : 0
        reasoningTokens = min(
            Int(thinking * Double.random(in: 0.5...1.5, using: &random)), request.completionLimit(model))
        completionTokens = 0
        spoil(fate.kind, tokenizer, random: &random)
        fit(into: request.completionLimit(model), tokenizer)
    }

    private mutating func spoil(_ kind: FaultKind?, _ tokenizer: Tokenizer, random: inout SeededRandom) {
        switch kind {
        case .truncated:
            content = tokenizer.cut(content, to: tokenizer.count(content) / 2)
            finishReason = .length
        case .notJSON:
            // Every other time JSON with one sign wrong, else prose.
            let colon = Bool.random(using: &random) ? content.firstIndex(of: ":") : nil
            if let colon {
                content.replaceSubrange(colon...colon, with: "=")
            } else {
                content = "Here is what I found in the documents. \(Excerpt.firstWords(of: content, count: 8))"
            }
        default: return
        }
        answered = []
    }

    /// What does not fit behind the thinking is cut off.
    private mutating func fit(into limit: Int, _ tokenizer: Tokenizer) {
        let needed = tokenizer.count(content)
        completionTokens = reasoningTokens + needed
        guard completionTokens > limit else { return }
        content = tokenizer.cut(content, to: limit - reasoningTokens)
        completionTokens = limit
        finishReason = .length
        answered = []
    }

    private static func smallTalk(_ request: ChatRequest) -> String {
        let answer = "You said: \(Excerpt.firstWords(of: request.question, count: 20))"
        guard request.wantsJSON else { return answer }
        var json = JSONWriter()
        json.beginObject()
        json.field("answer", answer)
        json.endObject()
        return String(decoding: json.finish(), as: UTF8.self)
    }
}
