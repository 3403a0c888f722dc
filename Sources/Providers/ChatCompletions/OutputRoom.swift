import Jobs

/// The tokens of output that a call reserves. Providers count the whole of them against their limits at once, so that
/// too much is as bad as too little, which cuts answers off.
struct OutputRoom: Sendable {
    private let reasoning: (perCall: Int, perItem: Int)
    private let contextTokens: Int
    /// The most that one call may write.
    let limit: Int

    /// - Parameter limit: the operator's, which may be lower than the model's own.
    init(_ model: ChatModel, limit: Int?) {
        reasoning = (model.reasoning?.perCall ?? 0, model.reasoning?.perItem ?? 0)
        contextTokens = model.contextTokens ?? .max
        self.limit = min(limit ?? .max, model.maxOutputTokens)
    }

    /// What a call needs besides the room for its documents.
    var perCall: Int { reasoning.perCall }

    /// What a document usually needs.
    var perItem: Int { room(for: .medium) }

    /// As many of the longest answers as fit into one call.
    var items: Int { max(1, (limit - perCall) / room(for: .long)) }

    /// A lone document gets twice the room for each attempt that failed: its answer may have been cut off.
    /// - Parameter prompt: estimated tokens of what is sent; the model's context must hold both.
    func tokens(for items: [ProviderItem], prompt: Int) -> Int {
        var tokens = items.reduce(perCall) { $0 + room(for: $1.options.length) }
        if items.count == 1 { tokens <<= min(items[0].attempts, 16) }
        return max(min(tokens, limit, contextTokens - prompt), 1)
    }

    private func room(for length: AnalysisOptions.Length) -> Int {
        let answer =
            switch length {
            case .short: 400
            case .medium: 700
            case .long: 1200
            }
        return answer + reasoning.perItem
    }
}
