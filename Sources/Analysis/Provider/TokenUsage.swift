/// Tokens as a provider counts and charges them.
package struct TokenUsage: Hashable, Sendable {
    package var prompt: Int
    package var completion: Int
    /// Of the prompt, what the provider had at hand from calls before, and does not count against its limits.
    package var cached: Int

    package init(prompt: Int = 0, completion: Int = 0, cached: Int = 0) {
        self.prompt = prompt
        self.completion = completion
        self.cached = cached
    }

    /// What counts against limits.
    package var counted: Int { prompt - min(prompt, cached) + completion }
}
