/// What a worker can send in its next call: it asks for no more.
package struct Demand: Hashable, Sendable {
    /// Jobs at most; at least 1.
    package let jobs: Int
    /// Estimated tokens at most. The first job is given whatever its size: jobs are not overtaken because of it.
    package let tokens: Int
    /// Tokens that each job counts besides its text: the output reserved for it.
    package let tokensPerJob: Int

    package init(jobs: Int, tokens: Int = .max, tokensPerJob: Int = 0) {
        self.jobs = max(1, jobs)
        self.tokens = tokens
        self.tokensPerJob = tokensPerJob
    }
}
