import Analysis
import Jobs
import Synchronization

/// The tokens of output that a call reserves. Providers count them against their limits, and cut off longer answers.
final class OutputReserve: Sendable {
    /// Maximum tokens of output of one call.
    let limit: Int
    private let contextTokens: Int
    private let reasoning: (perCall: Int, perItem: Int)
    private let state = Mutex(State())

    private struct State {
        var records: [AnalysisOptions.Length: Record] = [:]
        var lastOptions = AnalysisOptions()
    }

    /// - Parameter limit: the operator's limit, which may be lower than that of the model.
    init(_ model: ChatModel, limit: Int?) {
        reasoning = (model.reasoning?.perCall ?? 0, model.reasoning?.perItem ?? 0)
        contextTokens = model.contextTokens ?? .max
        self.limit = Self.limit(model, limit)
    }

    static func limit(_ model: ChatModel, _ limit: Int?) -> Int { min(limit ?? .max, model.maxOutputTokens) }

    /// The options of the last call that was answered. Most clients use the same options again.
    var lastOptions: AnalysisOptions { state.withLock { $0.lastOptions } }

    /// What calls with the last options reserve, as a line through the needs of one document and of nine. Between these
    /// points the reserve is slightly above the line, by at most a third of a deviation. A line that is never below the
    /// reserve would leave 0.6 % of a small limit unused.
    var sizing: (perCall: Int, perItem: Int) {
        let length = lastOptions.length
        let one = tokens(length, count: 1)
        let perItem = (tokens(length, count: 9) - one) / 8
        return (one - perItem, perItem)
    }

    /// How many of the longest answers fit into one call.
    var items: Int { max(1, (limit - reasoning.perCall) / first(.long)) }

    /// A single document gets twice as much after each failed attempt, because its answer may have been cut off. A
    /// merge gets twice as much as well, because it has more to say.
    /// - Parameter prompt: estimated tokens of what is sent; the model's context must hold both.
    func tokens(for items: [ProviderItem], prompt: Int) -> Int {
        var tokens = tokens(items.first?.options.length ?? .medium, count: items.count)
        if items.count == 1 { tokens <<= min(items[0].attempts, 16) + (items[0].isMerge ? 1 : 0) }
        return max(min(tokens, limit, contextTokens - prompt), 1)
    }

    /// Merges are ignored, because they are longer than other answers. Answers that break off with tokens left are
    /// ignored too, and so are documents that are cut off again, because they get more each time.
    /// - Parameter written: the tokens of output that the provider charged.
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

    /// At least a fifth of the first reserve, at most four times the first reserve.
    private func tokens(_ length: AnalysisOptions.Length, count: Int) -> Int {
        let first = Double(reasoning.perCall + count * first(length))
        let record = state.withLock { $0.records[length] } ?? Record()
        return Int(min(max(record.tokens(Double(count)) ?? first, first / 5) * record.factor, 4 * first))
    }

    /// The reserve for one answer before anything has been learned.
    private func first(_ length: AnalysisOptions.Length) -> Int {
        reasoning.perItem + (length == .short ? 400 : length == .medium ? 700 : 1200)
    }

    /// Moving averages of the tokens of an answer of one length, and of the deviation from them, like those of round
    /// trips in TCP's timer (RFC 6298). Four deviations are reserved, and a sixteenth of each difference is learned.
    private struct Record {
        private var average: (tokens: Double, deviation: Double)?
        /// Doubled by each call that is cut off, halved by each call that is not.
        private(set) var factor = 1.0

        /// In one call, long and short answers partly cancel out: the deviation grows with the square root of their
        /// number.
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
