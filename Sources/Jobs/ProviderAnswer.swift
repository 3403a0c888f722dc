/// What a call says about one of its documents, verified.
package enum ProviderAnswer: Sendable {
    /// With the usage that is its share of the call.
    case analysis(Analysis, TokenUsage)
    /// Longer than the provider takes.
    case tooLong
    /// The provider will not work on this text.
    case refused
    /// Missing, misplaced, cut off or broken.
    case invalid
}

/// Tokens as a provider counts and charges them.
package struct TokenUsage: Hashable, Sendable {
    package var prompt: Int
    package var completion: Int

    package init(prompt: Int = 0, completion: Int = 0) {
        self.prompt = prompt
        self.completion = completion
    }
}
