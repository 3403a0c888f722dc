import Analysis
import Jobs
import Synchronization

/// The tokens of output that a call reserves. Providers count them against their limits, and cut off what needs more.
final class OutputReserve: Sendable {
    /// The most that one call may write.
    let limit: Int
    private let contextTokens: Int
    private let reasoning: (perCall: Int, perItem: Int)
    private let state = Mutex(State())

    private struct State {
        var records: [AnalysisOptions.Length: Record] = [:]
        var lastOptions = AnalysisOptions()
    }

    /// - Parameter limit: the operator's, which may be lower than the model's own.
    init(_ model: ChatModel, limit: Int?) {
        reasoning = (model.reasoning?.perCall ?? 0, model.reasoning?.perItem ?? 0)
        contextTokens = model.contextTokens ?? .max
        self.limit = Self.limit(model, limit)
    }

    static func limit(_ model: ChatModel, _ limit: Int?) -> Int { min(limit ?? .max, model.maxOutputTokens) }

    /// Those of the last call that was answered: most clients ask for the same again.
    var lastOptions: AnalysisOptions { state.withLock { $0.lastOptions } }

    /// What calls with the last options reserve, as the line through what one document needs and what nine do. Between
    /// them a little more is reserved, at most a third of a deviation: a line that is never below the reserve would
    /// leave 0.6 % of a small limit unused.
    var sizing: (perCall: Int, perItem: Int) {
        let length = lastOptions.length
        let one = tokens(length, count: 1)
        let perItem = (tokens(length, count: 9) - one) / 8
        return (one - perItem, perItem)
    }

    /// As many of the longest answers as fit into one call.
    var items: Int { max(1, (limit - reasoning.perCall) / first(.long)) }

    /// A lone document has twice as much for each attempt that failed, since its answer may have been cut off. So has a
    /// merge, which has more to say.
    /// - Parameter prompt: estimated tokens of what is sent; the model's context must hold both.
    func tokens(for items: [ProviderItem], prompt: Int) -> Int {
        var tokens = tokens(items.first?.options.length ?? .medium, count: items.count)
        if items.count == 1 { tokens <<= min(items[0].attempts, 16) + (items[0].isMerge ? 1 : 0) }
        return max(min(tokens, limit, contextTokens - prompt), 1)
    }

    /// Merges teach nothing, since they are longer than others. Neither does an answer that breaks off though it had
    /// more tokens left, nor a document that is cut off again, since it gets more each time.
    /// - Parameter written: tokens of output that the call was charged.
    func learn(_ answers: [ProviderAnswer], to items: [ProviderItem], written: Int, of reserved: Int) {
        guard let options = items.first?.options, written > 0, !items.contains(where: \.isMerge) else { return }
        let length = options.length
        state.withLock { $0.lastOptions = options }
        if answers.contains(where: { if case .cutOff = $0 { true } else { false } }) {
            guard 10 * written >= 9 * reserved, items.count > 1 || items[0].attempts == 0 else { return }
            state.withLock { $0.records[length, default: Record()].cutOff() }
        } else if answers.allSatisfy({ if case .analysis = $0 { true } else { false } }) {
            // A charge beyond twice the reserve may be a mistake.
            let written = Double(min(written, 2 * reserved))
            state.withLock { $0.records[length, default: Record()].note(written, for: Double(items.count)) }
        }
    }

    /// At least a fifth of the first reserve, at most four times as much.
    private func tokens(_ length: AnalysisOptions.Length, count: Int) -> Int {
        let first = Double(reasoning.perCall + count * first(length))
        let record = state.withLock { $0.records[length] } ?? Record()
        return Int(min(max(record.tokens(Double(count)) ?? first, first / 5) * record.factor, 4 * first))
    }

    /// For one answer before anything is known.
    private func first(_ length: AnalysisOptions.Length) -> Int {
        reasoning.perItem + (length == .short ? 400 : length == .medium ? 700 : 1200)
    }

    /// Moving averages of what an answer of one length takes and of the deviation from that, as TCP keeps them of round
    /// trips to set its timer (RFC 6298). Four deviations are reserved; a sixteenth of each difference is learned.
    private struct Record {
        private var average: (tokens: Double, deviation: Double)?
        /// Doubled by each call that is cut off, halved by each that is not.
        private(set) var factor = 1.0

        /// Answers of one call partly make up for each other: their deviation grows with the root of their number.
        func tokens(_ count: Double) -> Double? {
            average.map { count * $0.tokens + 4 * count.squareRoot() * $0.deviation }
        }

        mutating func note(_ written: Double, for count: Double) {
            factor = max(1, factor / 2)
            let tokens = written / count
            let old = average ?? (tokens, tokens / 2)
            let deviation = abs(tokens - old.tokens) * count.squareRoot()
            average = (old.tokens + (tokens - old.tokens) / 16, old.deviation + (deviation - old.deviation) / 16)
        }

        mutating func cutOff() { factor = min(16, 2 * factor) }
    }
}
