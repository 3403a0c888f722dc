/// What a worker can send in its next call.
package struct Demand: Hashable, Sendable {
    /// Maximum number of jobs; at least 1.
    package let jobs: Int
    /// Maximum number of estimated tokens. The first job is granted whatever its size: a job is not overtaken because
    /// of its size.
    package let tokens: Int
    /// Tokens that each job counts besides its text: its wrapping, and the output reserved for it.
    package let tokensPerJob: Int
    /// Tokens per byte of its text.
    package let ratios: TokenRatios

    package init(jobs: Int, tokens: Int = .max, tokensPerJob: Int = 0, ratios: TokenRatios = .usual) {
        self.jobs = max(1, jobs)
        self.tokens = tokens
        self.tokensPerJob = tokensPerJob
        self.ratios = ratios
    }

    /// The tokens that a job with this text counts.
    package func tokens(of census: TextCensus) -> Int { tokensPerJob + ratios.tokens(of: census) }
}
