/// What a worker can send in its next call: it asks for no more.
package struct Demand: Hashable, Sendable {
    /// Jobs at most; at least 1.
    package let jobs: Int
    /// Estimated tokens at most. The first job is given whatever its size: jobs are not overtaken because of it.
    package let tokens: Int
    /// Tokens that each job counts besides its text: its wrapping, and the output reserved for it.
    package let tokensPerJob: Int
    /// What its text counts.
    package let ratios: TokenRatios

    package init(jobs: Int, tokens: Int = .max, tokensPerJob: Int = 0, ratios: TokenRatios = .usual) {
        self.jobs = max(1, jobs)
        self.tokens = tokens
        self.tokensPerJob = tokensPerJob
        self.ratios = ratios
    }

    /// What a job with such a text counts.
    package func tokens(of census: TextCensus) -> Int { tokensPerJob + ratios.tokens(of: census) }
}
