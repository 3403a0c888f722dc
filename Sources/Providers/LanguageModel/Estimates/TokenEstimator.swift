import Jobs
import Synchronization

/// How many tokens a provider counts for what is sent: one ratio for each class of text, learned as a moving average of
/// what calls were charged. The instruction and the wrapping of documents are classes of their own.
///
/// A call corrects each class in proportion to its share of the call (normalised least mean squares). A class that was
/// corrected often has little weight left, so that most of an error falls to what is new.
final class TokenEstimator: Sendable {
    /// Tokens per byte, on the safe side of the tokenizers in use, since the first calls correct them. English has four
    /// bytes a token; some tokenizers have a token for every digit, and for every byte of accented letters.
    private static let firstRatios = SIMD8(0.15, 0.7, 1, 0.7, 1, 0.4, 0.4, 0.5)
    /// The share of a call's error that it corrects.
    private static let rate = 0.5
    /// What is left of a weight of 1, so that a change is still followed.
    private static let leastWeight = 0.03
    /// Added to an estimate, since texts of one class differ.
    private static let margin = 0.2
    /// Ratios stay within these multiples of the first ones, whatever a provider charges.
    private static let bounds = 0.25...4.0

    /// The classes of `TextCensus`; the tokens of the instruction; those of the wrapping of a document.
    private let first: SIMD16<Double>
    /// The index of the last of these.
    private static let wrapping = 9
    private let state: Mutex<(ratios: SIMD16<Double>, weights: SIMD16<Double>)>

    /// - Parameter overhead: estimated tokens of a call besides its documents.
    init(overhead: Int) {
        first = SIMD16(lowHalf: Self.firstRatios, highHalf: SIMD8(Double(max(overhead, 1)), 16, 0, 0, 0, 0, 0, 0))
        state = Mutex((first, SIMD16(repeating: 1)))
    }

    /// Tokens of a call with these texts, with the margin.
    func prompt(of censuses: [TextCensus]) -> Int {
        let tokens = (state.withLock { $0.ratios } * Self.amounts(censuses)).sum()
        return Int((tokens * (1 + Self.margin)).rounded(.up))
    }

    /// With the margin, as in `prompt(of:)`: what the texts count, and what the wrapping of each does.
    var ratios: TokenRatios { TokenRatios(state.withLock { $0.ratios.lowHalf } * (1 + Self.margin)) }
    var perItem: Int { Int((state.withLock { $0.ratios[Self.wrapping] } * (1 + Self.margin)).rounded(.up)) }

    /// Tokens of each text, without it.
    func tokens(of censuses: [TextCensus]) -> [Int] {
        let ratios = state.withLock { $0.ratios.lowHalf }
        return censuses.map { Int((ratios * $0.bytesByClass).sum()) }
    }

    /// - Parameter prompt: what a call with these texts was charged for all that was sent.
    func learn(_ censuses: [TextCensus], prompt: Int) {
        guard prompt > 0, !censuses.isEmpty else { return }
        state.withLock { state in
            let parts = state.ratios * Self.amounts(censuses)
            // A charge beyond twice the estimate may be a mistake.
            let error = min(Double(prompt) - parts.sum(), parts.sum())
            let steps = Self.rate * state.weights * parts / (state.weights * parts * parts).sum()
            state.ratios *= 1 + error * steps
            state.ratios.clamp(lowerBound: first * Self.bounds.lowerBound, upperBound: first * Self.bounds.upperBound)
            state.weights *= 1 - steps * parts
            state.weights.clamp(lowerBound: SIMD16(repeating: Self.leastWeight), upperBound: SIMD16(repeating: 1))
        }
    }

    private static func amounts(_ censuses: [TextCensus]) -> SIMD16<Double> {
        let bytes = censuses.reduce(into: SIMD8<Double>()) { $0 += $1.bytesByClass }
        return SIMD16(lowHalf: bytes, highHalf: SIMD8(1, Double(censuses.count), 0, 0, 0, 0, 0, 0))
    }
}
