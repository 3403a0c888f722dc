import Jobs
import TestSupport
import Testing

@testable import Providers

@Suite("The estimate of tokens")
struct TokenEstimatorTests {
    private static let samples: [TextKind: String] = [
        .prose: "We measured how quickly paper boats sink on ponds of different depth in one summer. ",
        .dense: "p<0.01; 12.4 (95% CI 11.9-12.8), 7/12 vs. 5/12, [3,7,11], 10.1000/182.7; 0.33, 0.66. ",
        .accented: "Die Größe der Übungsräume wächst, während müßige Gäste über Küchengeräte plaudern. ",
        .otherAlphabet: "Мы измерили, как быстро тонут бумажные кораблики в прудах разной глубины. ",
        .ideographic: "我们测量了纸船在不同深度的池塘中下沉的速度并且解释了结果。",
        .other: "हमने मापा कि कागज़ की नावें अलग गहराई के तालाबों में कितनी जल्दी डूबती हैं। ",
    ]
    private static let factors = [0.6, 0.8, 1, 1.3, 1.8]
    private static let overhead = 900

    @Test("is the usual one before anything is known", arguments: TextKind.allCases)
    func priors(kind: TextKind) {
        let census = census(kind, bytes: 4000)
        #expect(census.kind == kind)
        #expect(
            TokenEstimator(overhead: 900).tokens(of: [census]) == [Int(Double(census.bytes) * kind.prior) + 16])
    }

    @Test("finds the tokenizer out within a few calls", arguments: TextKind.allCases, factors)
    func converges(kind: TextKind, factor: Double) {
        var generator = SeededGenerator(seed: UInt64(kind.rawValue) + 1)
        let estimator = TokenEstimator(overhead: Self.overhead)
        for _ in 0..<5 {
            let censuses = (0..<4).map { _ in
                census(kind, bytes: Int.random(in: 1500...6000, using: &generator))
            }
            estimator.learn(censuses, prompt: charge(censuses, factor, noise: 0.03, using: &generator))
        }
        let text = census(kind, bytes: 20_000)
        let truth = Double(text.bytes) * kind.prior * factor
        let estimate = Double(estimator.tokens(of: [text])[0] - 16)
        #expect(estimate > 0.97 * truth && estimate < 1.12 * truth, "\(estimate / truth)")
    }

    @Test("tells the instruction from the texts when calls differ in size", arguments: factors)
    func overhead(factor: Double) {
        var generator = SeededGenerator(seed: 3)
        let estimator = TokenEstimator(overhead: Self.overhead)
        for round in 0..<12 {
            let censuses = [census(.prose, bytes: round.isMultiple(of: 2) ? 400 : 12_000)]
            estimator.learn(censuses, prompt: charge(censuses, factor, noise: 0.01, using: &generator))
        }
        let truth = Double(Self.overhead) * factor
        #expect(abs(Double(estimator.overhead) - truth) < 0.1 * truth)
    }

    @Test("of one kind of text says nothing of another, and a mixture teaches nothing")
    func separate() {
        let estimator = TokenEstimator(overhead: Self.overhead)
        let chinese = census(.ideographic, bytes: 6000)
        let before = estimator.tokens(of: [census(.prose, bytes: 6000)])
        for _ in 0..<5 { estimator.learn([chinese], prompt: 900 + 6000) }
        #expect(estimator.tokens(of: [chinese])[0] > 3000)
        #expect(estimator.tokens(of: [census(.prose, bytes: 6000)]) == before)
        let other = TokenEstimator(overhead: Self.overhead)
        other.learn([chinese, census(.prose, bytes: 6000)], prompt: 90_000)
        #expect(other.tokens(of: [chinese]) == TokenEstimator(overhead: 900).tokens(of: [chinese]))
        #expect(other.overhead == 900)
    }

    @Test("expects nine calls in ten to be no larger")
    func safety() {
        var generator = SeededGenerator(seed: 9)
        let estimator = TokenEstimator(overhead: Self.overhead)
        var below = 0
        for round in 0..<400 {
            let censuses = [census(.prose, bytes: 8000)]
            let prompt = charge(censuses, 1.2, noise: 0.15, using: &generator)
            if round >= 100, prompt > estimator.overhead + estimator.tokens(of: censuses)[0] { below += 1 }
            estimator.learn(censuses, prompt: prompt)
        }
        #expect(below > 5 && below < 60, "\(below) of 300")
    }

    @Test("is never absurd, whatever a provider charges", arguments: [0, 1, -5, 1_000_000_000])
    func absurd(prompt: Int) {
        let estimator = TokenEstimator(overhead: Self.overhead)
        let text = census(.prose, bytes: 8000)
        for _ in 0..<100 { estimator.learn([text], prompt: prompt) }
        let estimate = estimator.tokens(of: [text])[0]
        #expect(estimate >= 1000 && estimate <= 8100)
        #expect(estimator.overhead >= 225 && estimator.overhead <= 3600)
        estimator.learn([], prompt: prompt)
        estimator.learn([TextCensus([])], prompt: prompt)
    }

    @Test("forgets what was long ago")
    func window() {
        var window = SampleWindow(quantile: 0.9)
        #expect(window.bound == nil)
        for sample in 1...10 { window.add(Double(sample)) }
        #expect(window.bound == 9)
        for _ in 0..<SampleWindow.length { window.add(5) }
        #expect(window.bound == 5 && window.count == SampleWindow.length)
    }

    /// What a tokenizer counts that is finer than usual by this factor.
    private func charge(
        _ censuses: [TextCensus], _ factor: Double, noise: Double, using generator: inout SeededGenerator
    ) -> Int {
        let texts = censuses.reduce(0) { $0 + Double($1.bytes) * $1.kind.prior }
        let wrapping = Double(16 * censuses.count)
        let noise = Double.random(in: 1 - noise...1 + noise, using: &generator)
        return Int((Double(Self.overhead) + texts * noise) * factor + wrapping)
    }

    private func census(_ kind: TextKind, bytes: Int) -> TextCensus {
        let sample = Self.samples[kind] ?? ""
        return TextCensus([String(repeating: sample, count: max(1, bytes / sample.utf8.count))])
    }
}
