import Analysis
import Jobs

extension TokenUsage {
    /// Distributes this usage over the weights, in proportion and in whole tokens that add up exactly.
    /// - Parameter weights: not negative; the shares are equal if all weights are zero.
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
