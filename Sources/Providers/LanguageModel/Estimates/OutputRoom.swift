import Jobs
import Synchronization

/// The tokens of output that a call reserves. Providers count the whole of them against their limits at once, so that
/// too much is as bad as too little, which cuts answers off: the room follows what models write.
final class OutputRoom: Sendable {
    private let reasoning: (perCall: Int, perItem: Int)
    private let contextTokens: Int
    /// The most that one call may write.
    let limit: Int
    private let history = Mutex(RoomHistory())

    /// - Parameter limit: the operator's, which may be lower than the model's own.
    init(_ model: ChatModel, limit: Int?) {
        reasoning = (model.reasoning?.perCall ?? 0, model.reasoning?.perItem ?? 0)
        contextTokens = model.contextTokens ?? .max
        self.limit = Self.limit(model, limit)
    }

    /// The most that one call may write.
    static func limit(_ model: ChatModel, _ limit: Int?) -> Int { min(limit ?? .max, model.maxOutputTokens) }

    /// What a call needs besides the room for its documents. What was seen of these holds the thoughts already.
    var perCall: Int { history.withLock { perCall(.medium, $0) } }

    private func perCall(_ length: AnalysisOptions.Length, _ history: RoomHistory) -> Int {
        history.isLearned(length) ? 0 : reasoning.perCall
    }

    /// What a document usually needs.
    var perItem: Int { history.withLock { room(for: .medium, $0) } }

    /// As many of the longest answers as fit into one call.
    var items: Int { max(1, (limit - reasoning.perCall) / first(.long)) }

    /// A lone document gets twice the room for each attempt that failed: its answer may have been cut off.
    /// - Parameter prompt: estimated tokens of what is sent; the model's context must hold both.
    func tokens(for items: [ProviderItem], prompt: Int) -> Int {
        var tokens = history.withLock { history in
            items.reduce(perCall(items.first?.options.length ?? .medium, history)) {
                $0 + room(for: $1.options.length, history) * ($1.isMerge ? 2 : 1)
            }
        }
        if items.count == 1 { tokens <<= min(items[0].attempts, 16) }
        return max(min(tokens, limit, contextTokens - prompt), 1)
    }

    /// Merges teach nothing: they are few, and longer than others. Neither do answers that break off with room left: more
    /// would be no help.
    /// - Parameters:
    ///   - answers: of these items, in their order.
    ///   - written: tokens of output that the call was charged.
    ///   - reserved: those it had.
    func learn(_ answers: [ProviderAnswer], to items: [ProviderItem], written: Int, of reserved: Int) {
        guard let length = items.first?.options.length, !items.contains(where: \.isMerge) else { return }
        let cutOff = answers.count { if case .cutOff = $0 { true } else { false } }
        let whole = answers.count { if case .analysis = $0 { true } else { false } }
        history.withLock { history in
            if cutOff > 0 {
                if 10 * written >= 9 * reserved { history.noteCutOff(length) }
            } else if whole == items.count {
                history.note(written: written, items: whole, length)
            }
        }
    }

    private func room(for length: AnalysisOptions.Length, _ history: RoomHistory) -> Int {
        history.room(length, first: first(length))
    }

    /// Before anything is known.
    private func first(_ length: AnalysisOptions.Length) -> Int {
        let answer =
            switch length {
            case .short: 400
            case .medium: 700
            case .long: 1200
            }
        return answer + reasoning.perItem
    }
}
