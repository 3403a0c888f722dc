import Analysis
import Jobs

extension TokenUsage {
    /// Whole tokens for each weight, in proportion, that add up to exactly this usage.
    /// - Parameter weights: none negative; equal shares if all are zero.
    func shares(by weights: [Int]) -> [TokenUsage] {
        let weights = weights.contains { $0 > 0 } ? weights : weights.map { _ in 1 }
        let whole = weights.reduce(0, +)
        var before = 0
        return weights.map { weight in
            defer { before += weight }
            func share(_ tokens: Int) -> Int {
                Self.part(of: tokens, before + weight, of: whole) - Self.part(of: tokens, before, of: whole)
            }
            return TokenUsage(prompt: share(prompt), completion: share(completion), cached: share(cached))
        }
    }

    /// `tokens * part / whole`, rounded down, without overflow.
    private static func part(of tokens: Int, _ part: Int, of whole: Int) -> Int {
        whole.dividingFullWidth(tokens.multipliedFullWidth(by: part)).quotient
    }
}
