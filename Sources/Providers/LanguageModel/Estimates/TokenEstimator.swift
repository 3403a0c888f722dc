import Synchronization

/// What texts will count at a provider, better with every call.
final class TokenEstimator: Sendable {
    private let ratios: Mutex<TokenRatios>

    /// - Parameter overhead: estimated tokens of a call besides its documents.
    init(overhead: Int) {
        ratios = Mutex(TokenRatios(overhead: overhead))
    }

    /// Tokens of a call besides its documents.
    var overhead: Int { ratios.withLock { Int($0.overhead.rounded(.up)) } }

    /// Tokens of a call with these that nine in ten such calls will not exceed.
    func prompt(of censuses: [TextCensus]) -> Int { ratios.withLock { $0.prompt(censuses) } }

    /// What each is expected to count.
    func tokens(of censuses: [TextCensus]) -> [Int] {
        ratios.withLock { ratios in censuses.map(ratios.tokens) }
    }

    /// - Parameter prompt: what a call with such items was charged for all that was sent.
    func learn(_ censuses: [TextCensus], prompt: Int) {
        ratios.withLock { $0.learn(censuses, prompt: prompt) }
    }
}
