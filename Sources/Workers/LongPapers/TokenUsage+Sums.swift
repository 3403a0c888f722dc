import Analysis
import Jobs

extension TokenUsage {
    static func + (left: TokenUsage, right: TokenUsage) -> TokenUsage {
        TokenUsage(
            prompt: left.prompt + right.prompt, completion: left.completion + right.completion,
            cached: left.cached + right.cached)
    }

    static func += (left: inout TokenUsage, right: TokenUsage) { left = left + right }

    /// Never below nothing.
    static func -= (left: inout TokenUsage, right: TokenUsage) {
        left = TokenUsage(
            prompt: max(0, left.prompt - right.prompt), completion: max(0, left.completion - right.completion),
            cached: max(0, left.cached - right.cached))
    }
}
