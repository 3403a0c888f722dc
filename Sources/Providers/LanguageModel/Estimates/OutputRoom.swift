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

    /// What calls usually need, as a line: a part for each of them, and one for each of its documents.
    var sizing: (perCall: Int, perItem: Int) {
        history.withLock { history in
            let one = room(.medium, for: [nil], history)
            let several = room(.medium, for: Array(repeating: nil, count: Self.usualPack), history)
            let perItem = (several - one) / (Self.usualPack - 1)
            return (one - perItem, perItem)
        }
    }

    private static let usualPack = 8

    /// As many of the longest answers as fit into one call.
    var items: Int { max(1, (limit - reasoning.perCall) / first(.long)) }

    /// A lone document gets twice the room for each attempt that failed: its answer may have been cut off. So does a merge,
    /// which has more to say.
    /// - Parameters:
    ///   - kinds: of the items, in their order.
    ///   - prompt: estimated tokens of what is sent; the model's context must hold both.
    func tokens(for items: [ProviderItem], _ kinds: [TextKind], prompt: Int) -> Int {
        let length = items.first?.options.length ?? .medium
        var tokens = history.withLock { room(length, for: kinds, $0) }
        if items.count == 1 { tokens <<= min(items[0].attempts, 16) + (items[0].isMerge ? 1 : 0) }
        return max(min(tokens, limit, contextTokens - prompt), 1)
    }

    /// Merges teach nothing: they are few, and longer than others. Neither do answers that break off with room left, since
    /// more would be no help, nor a document that is cut off again and again, which has more room every time.
    /// - Parameters:
    ///   - answers: of these items, in their order.
    ///   - kinds: of the items, in their order.
    ///   - written: tokens of output that the call was charged.
    ///   - reserved: those it had.
    func learn(
        _ answers: [ProviderAnswer], to items: [ProviderItem], _ kinds: [TextKind], written: Int, of reserved: Int
    ) {
        guard let length = items.first?.options.length, written > 0, !items.contains(where: \.isMerge) else { return }
        // Beyond any sense it is a mistake of the provider's.
        let written = min(written, 2 * reserved)
        let cutOff = answers.count { if case .cutOff = $0 { true } else { false } }
        let weights = answers.compactMap(\.weight)
        history.withLock { history in
            if cutOff > 0 {
                guard 10 * written >= 9 * reserved, items.count > 1 || items[0].attempts == 0 else { return }
                history.noteCutOff(kinds, room: reserved, length)
            } else if weights.count == items.count {
                let perWeight = Double(written) / weights.reduce(0, +)
                history.note(zip(kinds, weights).map { ($0, $1 * perWeight) }, length)
            }
        }
    }

    /// What was seen of answers holds the thoughts already.
    private func room(_ length: AnalysisOptions.Length, for kinds: [TextKind?], _ history: RoomHistory) -> Int {
        let thoughts = history.isLearned(length) ? 0 : reasoning.perCall
        return thoughts + history.room(length, for: kinds, first: first(length))
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

extension ProviderAnswer {
    /// What an answer counts as beside others of its call; nil for what is no analysis.
    fileprivate var weight: Double? {
        guard case .analysis(let analysis, _) = self else { return nil }
        let census = TextCensus(analysis.texts)
        return Self.wrapping + census.kind.prior * Double(census.bytes)
    }

    /// Tokens of an answer's names, signs and anchor.
    private static let wrapping = 60.0
}

extension Analysis {
    /// All that was written.
    var texts: [String] { [summary, methods, limitations] + keyPoints + keywords }
}
