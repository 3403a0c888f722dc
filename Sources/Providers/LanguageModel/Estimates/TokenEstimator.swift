import Jobs
import Synchronization

/// Estimates how many tokens a provider counts for what is sent. There is one ratio for each class of text, learned as
/// a moving average from what calls were charged. The instruction and the wrapping of documents are separate classes.
///
/// A call corrects each class in proportion to its share of the call (normalised least mean squares). A class that has
/// been corrected often has little weight left, so that most of an error goes to new classes.
final class TokenEstimator: Sendable {
    /// Tokens per byte. The values are on the safe side for the tokenizers in use, because the first calls correct
    /// them. English has four bytes per token. Some tokenizers have a token for every digit, and for every byte of
    /// accented letters.
    private static let firstRatios = SIMD8(0.15, 0.7, 1, 0.7, 1, 0.4, 0.4, 0.5)
    /// The share of a call's error that is corrected.
    private static let rate = 0.5
    /// The minimum of a weight, which starts at 1, so that later changes are still followed.
    private static let leastWeight = 0.03
    /// Added to each estimate, because texts of the same class differ.
    private static let margin = 0.2
    /// The range of a ratio, as multiples of its first value, whatever a provider charges.
    private static let bounds = 0.25...4.0

    /// The first values for the classes of `TextCensus`, the tokens of the instruction, and those of a document's
    /// wrapping.
    private let first: SIMD16<Double>
    /// The index of the wrapping.
    private static let wrapping = 9
    private let state: Mutex<(ratios: SIMD16<Double>, weights: SIMD16<Double>)>

    /// - Parameter overhead: estimated tokens of a call without its documents.
    init(overhead: Int) {
        first = SIMD16(lowHalf: Self.firstRatios, highHalf: SIMD8(Double(max(overhead, 1)), 16, 0, 0, 0, 0, 0, 0))
        state = Mutex((first, SIMD16(repeating: 1)))
    }

    /// Tokens of a call with these texts, with the margin.
    func prompt(of censuses: [TextCensus]) -> Int {
        let tokens = (state.withLock { $0.ratios } * Self.amounts(censuses)).sum()
        return Int((tokens * (1 + Self.margin)).rounded(.up))
    }

    /// With the margin, as in `prompt(of:)`: the ratios of the texts, and the tokens of each document's wrapping.
    var ratios: TokenRatios { TokenRatios(state.withLock { $0.ratios.lowHalf } * (1 + Self.margin)) }
    var perItem: Int { Int((state.withLock { $0.ratios[Self.wrapping] } * (1 + Self.margin)).rounded(.up)) }

    /// Estimated tokens of each text, without the margin.
    func tokens(of censuses: [TextCensus]) -> [Int] {
        let ratios = state.withLock { $0.ratios.lowHalf }
        return censuses.map { Int((ratios * $0.bytesByClass).sum()) }
    }

    /// - Parameter prompt: the tokens charged for a call with these texts, without the output.
    func learn(_ censuses: [TextCensus], prompt: Int) {
        guard prompt > 0, !censuses.isEmpty else { return }
        state.withLock { state in
            let parts = state.ratios * Self.amounts(censuses)
            // A charge of more than twice the estimate may be a mistake.
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
