/// How much was written for documents of late, by their kind, and what a call will hardly need more than. Pure.
///
/// What an answer counts depends on the language it is in. Around the mean of their kind answers scatter, and in one call
/// they partly make up for each other: the scatter of their sum is the root of the sum of their variances. Where calls need
/// more than that, since their answers are all long or all short, the calls show it.
struct AnswerLengths: Sendable {
    /// One answer: tokens, and the kind of its document.
    typealias Answer = (kind: TextKind, tokens: Double)

    private var kinds = [Record](repeating: Record(), count: TextKind.allCases.count)
    private var all = Record()
    /// By how many times the expected scatter calls exceeded what was expected of them.
    private var excesses = SampleWindow(quantile: 1)

    /// Answers seen.
    private(set) var count = 0

    /// The latest answers of a kind.
    private struct Record: Sendable {
        private var tokens: [Double] = []
        private var next = 0
        private(set) var mean = 0.0
        private(set) var variance = 0.0

        var isKnown: Bool { tokens.count >= 5 }

        mutating func add(_ value: Double) {
            if tokens.count < SampleWindow.length { tokens.append(value) } else { tokens[next] = value }
            next = (next + 1) % SampleWindow.length
            mean = tokens.reduce(0, +) / Double(tokens.count)
            let scatter = tokens.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(tokens.count)
            // That answers were alike so far does not make them all so.
            variance = max(scatter, AnswerLengths.leastScatter * mean * AnswerLengths.leastScatter * mean)
        }
    }

    private static let leastScatter = 0.08
    private static let leastExcess = 3.0
    private static let margin = 1.25
    private static let spare = 24.0

    /// A call that was answered whole.
    mutating func note(_ answers: [Answer]) {
        noteCall(of: answers.map(\.kind), tokens: answers.reduce(0) { $0 + $1.tokens })
        for answer in answers {
            kinds[answer.kind.rawValue].add(answer.tokens)
            all.add(answer.tokens)
        }
        count += answers.count
    }

    /// What a call took, or would have taken.
    mutating func noteCall(of kinds: [TextKind], tokens: Double) {
        guard all.isKnown else { return }
        let (mean, variance) = expected(kinds)
        if variance > 0 { excesses.add((tokens - mean) / variance.squareRoot()) }
    }

    /// What a call with documents of these kinds needs; nil stands for any kind.
    func room(for kinds: [TextKind?]) -> Double {
        let (mean, variance) = expected(kinds)
        let excess = max(Self.leastExcess, excesses.bound ?? 0)
        return mean + Self.margin * excess * variance.squareRoot() + Self.spare
    }

    /// What answers for documents of these kinds come to as a rule.
    func mean(of kinds: [TextKind?]) -> Double { expected(kinds).mean }

    private func expected(_ kinds: [TextKind?]) -> (mean: Double, variance: Double) {
        kinds.reduce((0, 0)) { sum, kind in
            let record = kind.map { self.kinds[$0.rawValue] }.flatMap { $0.isKnown ? $0 : nil } ?? all
            return (sum.0 + record.mean, sum.1 + record.variance)
        }
    }
}
