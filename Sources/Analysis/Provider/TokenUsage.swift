/// Tokens as a provider counts and charges them.
package struct TokenUsage: Hashable, Sendable {
    package var prompt: Int
    package var completion: Int
    /// The part of the prompt that the provider had cached from earlier calls, and does not count against its limits.
    package var cached: Int

    package init(prompt: Int = 0, completion: Int = 0, cached: Int = 0) {
        self.prompt = prompt
        self.completion = completion
        self.cached = cached
    }

    /// What counts against limits.
    package var counted: Int { prompt - min(prompt, cached) + completion }
}

extension TokenUsage {
    package static func + (left: TokenUsage, right: TokenUsage) -> TokenUsage {
        TokenUsage(
            prompt: left.prompt + right.prompt, completion: left.completion + right.completion,
            cached: left.cached + right.cached)
    }

    package static func += (left: inout TokenUsage, right: TokenUsage) { left = left + right }

    /// Never below zero.
    package static func -= (left: inout TokenUsage, right: TokenUsage) {
        left = TokenUsage(
            prompt: max(0, left.prompt - right.prompt), completion: max(0, left.completion - right.completion),
            cached: max(0, left.cached - right.cached))
    }
}
