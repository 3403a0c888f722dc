/// What is known of a provider's tokenizer: how many tokens a byte of each kind of text counts, and how many the instruction.
/// Learns from what calls were charged, whatever was in them; pure.
///
/// Recursive least squares: a Kalman filter (R. E. Kalman, "A New Approach to Linear Filtering and Prediction Problems",
/// 1960) over factors to what is usual, the instruction's and one for each kind. It knows how sure it is of each, so that
/// the first calls teach much, and nine calls in ten stay below what it expects.
struct TokenRatios: Sendable {
    /// Of a document's wrapping in a pack.
    static let perDocument = 16
    /// Of a further text in the same document.
    static let perText = 4

    private static let size = 1 + TextKind.allCases.count
    private let firstOverhead: Double
    /// Of the instruction, then of each kind; 1 is the usual.
    private var factors = [Double](repeating: 1, count: size)
    /// How sure the factors are: their covariances, row by row.
    private var covariance = [Double](repeating: 0, count: size * size)
    /// Squared misses of late as a multiple of those expected.
    private var unrest = 1.0

    /// - Parameter overhead: estimated tokens of a call besides its documents.
    init(overhead: Int) {
        firstOverhead = Double(max(overhead, 1))
        for row in 0..<Self.size {
            for column in 0..<Self.size {
                // Tokenizers are coarse or fine as a whole, more or less.
                covariance[row * Self.size + column] = row == column ? Self.doubt : Self.doubt / 2
            }
        }
    }

    /// Of a factor before anything is known: it may well be half as much again.
    private static let doubt = 0.25
    /// By how much texts of one kind differ from each other.
    private static let scatter = 0.05
    /// Of ten calls nine are no larger, were they spread as the normal distribution has it.
    private static let margin = 1.28
    /// By how much doubt counts more than scatter does: texts differ from call to call, but what is not known of a tokenizer
    /// makes one call after the other larger than expected. Never more than where nothing is known.
    private static let caution = 4.0
    /// What a factor may drift in a call at least.
    private static let drift = 0.000_01
    private static let leastFactor = 0.5
    private static let mostFactor = 4.0

    /// Tokens of a call besides its documents.
    var overhead: Double { firstOverhead * factors[0] }

    /// What a document is expected to count, give or take.
    func tokens(_ census: TextCensus) -> Int {
        Int(usual(census) * factors[1 + census.kind.rawValue]) + wrapping(census)
    }

    /// What nine in ten calls with such documents will not exceed.
    func prompt(_ censuses: [TextCensus]) -> Int {
        let amounts = amounts(censuses)
        let doubt = min(Self.caution * doubt(of: amounts), Self.doubt * square(expected(amounts)))
        let miss = (unrest * (doubt + noise(censuses))).squareRoot()
        return Int((expected(amounts) + Self.margin * miss).rounded(.up)) + censuses.reduce(0) { $0 + wrapping($1) }
    }

    /// - Parameters:
    ///   - censuses: of the items of a call.
    ///   - prompt: what the call was charged for all that was sent.
    mutating func learn(_ censuses: [TextCensus], prompt: Int) {
        guard prompt > 0, !censuses.isEmpty else { return }
        let amounts = amounts(censuses)
        let variance = doubt(of: amounts) + noise(censuses)
        let bound = Self.mostMisses * variance.squareRoot()
        let miss = Double(prompt - censuses.reduce(0) { $0 + wrapping($1) }) - expected(amounts)
        unrest += (min(miss * miss / variance, Self.mostMisses * Self.mostMisses) - unrest) / 20
        let shared = product(amounts)
        // What goes on being missed is not what it was taken for.
        let drift = Self.drift + Self.doubt / 100 * max(0, unrest - 2)
        for row in 0..<Self.size {
            let change = shared[row] / variance * min(max(miss, -bound), bound)
            factors[row] = min(max(factors[row] + change, Self.leastFactor), Self.mostFactor)
            for column in 0..<Self.size {
                covariance[row * Self.size + column] -= shared[row] * shared[column] / variance
            }
            let diagonal = row * Self.size + row
            covariance[diagonal] = min(max(covariance[diagonal], 0) + drift, Self.doubt)
        }
    }

    /// No single call is believed more than that many times the usual miss.
    private static let mostMisses = 4.0

    /// Tokens by factor, as they would usually be.
    private func amounts(_ censuses: [TextCensus]) -> [Double] {
        var amounts = [Double](repeating: 0, count: Self.size)
        amounts[0] = firstOverhead
        for census in censuses { amounts[1 + census.kind.rawValue] += usual(census) }
        return amounts
    }

    private func square(_ number: Double) -> Double { number * number }

    private func usual(_ census: TextCensus) -> Double { Double(census.bytes) * census.kind.prior }

    private func expected(_ amounts: [Double]) -> Double { zip(amounts, factors).reduce(0) { $0 + $1.0 * $1.1 } }

    private func product(_ amounts: [Double]) -> [Double] {
        (0..<Self.size).map { row in
            (0..<Self.size).reduce(0) { $0 + covariance[row * Self.size + $1] * amounts[$1] }
        }
    }

    /// The variance that comes of not knowing the factors.
    private func doubt(of amounts: [Double]) -> Double {
        max(0, zip(amounts, product(amounts)).reduce(0) { $0 + $1.0 * $1.1 })
    }

    /// The variance that comes of texts being different.
    private func noise(_ censuses: [TextCensus]) -> Double {
        censuses.reduce(16) { sum, census in
            let miss = Self.scatter * usual(census) * factors[1 + census.kind.rawValue]
            return sum + miss * miss
        }
    }

    private func wrapping(_ census: TextCensus) -> Int {
        Self.perDocument + Self.perText * max(0, census.texts - 1)
    }
}
