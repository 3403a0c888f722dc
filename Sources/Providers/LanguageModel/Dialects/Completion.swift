import JSON
import Jobs

/// What a provider sends back, as far as it matters here.
struct Completion {
    /// How the answer ended.
    enum Ending: Hashable {
        case whole
        /// The room for it was used up.
        case cutOff
        /// The provider or the model would not work on what it was sent.
        case refused
    }

    /// What the model wrote; empty when it wrote nothing, or had no room left after thinking.
    var content = ""
    var ending = Ending.whole
    /// Nil where the provider does not say.
    var usage: TokenUsage?
}

extension TokenUsage {
    /// More than any call takes: a figure beyond it is no figure.
    private static let most = 1_000_000_000

    /// Nil where the figures cannot be true, or say nothing.
    init?(figures prompt: Int, completion: Int, cached: Int) {
        let figures = [prompt, completion, cached]
        guard figures.allSatisfy({ 0...Self.most ~= $0 }), prompt + completion > 0 else { return nil }
        self.init(prompt: prompt, completion: completion, cached: min(cached, prompt))
    }
}
