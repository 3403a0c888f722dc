import Jobs
import TestSupport
import Testing

@testable import Providers

@Suite("The estimate of tokens")
struct TokenEstimatorTests {
    private static let samples: [TextKind: String] = [
        .prose: "We measured how quickly paper boats sink on ponds of different depth in one summer. ",
        .figures: "p<0.01; 12.4 (95% CI 11.9-12.8), 7/12 vs. 5/12, [3,7,11], 10.1000/182.7; 0.33, 0.66. ",
        .signs: "if (x[i] != y) { f(x) += g->h; } else { *q = &r[j]; }; a = b && !c || (d / e); ",
        .fragments: "G A T T A C A, C A T, T A G A, G C C A T G. ",
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
        let truth = (Double(Self.overhead) + Double(text.bytes) * kind.prior) * factor
        let estimate = Double(estimator.prompt(of: [text]) - 16)
        #expect(estimate > 0.99 * truth && estimate < 1.12 * truth, "\(estimate / truth)")
        #expect(abs(Double(estimator.tokens(of: [text])[0]) - Double(text.bytes) * kind.prior * factor) < 0.08 * truth)
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

    @Test("finds each kind out from calls that mix them, finer or coarser as each may be")
    func mixtures() {
        var generator = SeededGenerator(seed: 5)
        let estimator = TokenEstimator(overhead: Self.overhead)
        let factors: [TextKind: Double] = [
            .prose: 0.9, .figures: 1.2, .signs: 1.8, .fragments: 1.4, .accented: 0.6, .otherAlphabet: 1.1,
            .ideographic: 1.5,
            .other: 0.8,
        ]
        func truth(_ censuses: [TextCensus]) -> Double {
            censuses.reduce(Double(Self.overhead)) { sum, census in
                sum + 16 + Double(census.bytes) * census.kind.prior * (factors[census.kind] ?? 1)
                    * Double.random(in: 0.95...1.05, using: &generator)
            }
        }
        var (late, below) = (0, 0)
        for call in 0..<200 {
            let censuses = (0..<Int.random(in: 1...8, using: &generator)).map { _ in
                census(
                    TextKind.allCases.randomElement(using: &generator) ?? .prose,
                    bytes: Int.random(in: 300...3000, using: &generator))
            }
            let (truth, estimate) = (truth(censuses), Double(estimator.prompt(of: censuses)))
            if call >= 40 {
                late += 1
                if estimate < truth { below += 1 }
                #expect(estimate > 0.93 * truth && estimate < 1.15 * truth, "\(estimate / truth)")
            }
            estimator.learn(censuses, prompt: Int(truth))
        }
        #expect(below * 5 < late, "\(below) of \(late)")
    }

    @Test("of one kind of text says little of another")
    func separate() {
        let estimator = TokenEstimator(overhead: Self.overhead)
        let (chinese, prose) = (census(.ideographic, bytes: 6000), census(.prose, bytes: 6000))
        for _ in 0..<5 { estimator.learn([chinese], prompt: 900 + 4200) }
        #expect(estimator.tokens(of: [chinese])[0] > 3500)
        #expect(1500...2200 ~= estimator.tokens(of: [prose])[0])
    }

    @Test("expects nine calls in ten to be no larger")
    func safety() {
        var generator = SeededGenerator(seed: 9)
        let estimator = TokenEstimator(overhead: Self.overhead)
        var below = 0
        for round in 0..<400 {
            let censuses = [census(.prose, bytes: 8000)]
            let prompt = charge(censuses, 1.2, noise: 0.15, using: &generator)
            if round >= 100, prompt > estimator.prompt(of: censuses) { below += 1 }
            estimator.learn(censuses, prompt: prompt)
        }
        #expect(below > 5 && below < 60, "\(below) of 300")
    }

    @Test("follows a provider that sends much of its own along, or ceases to")
    func hiddenInstruction() {
        var generator = SeededGenerator(seed: 11)
        let estimator = TokenEstimator(overhead: Self.overhead)
        for hidden in [2000, 0, 1500] {
            for call in 0..<60 {
                let censuses = [census(.prose, bytes: Int.random(in: 400...4000, using: &generator))]
                let prompt = hidden + charge(censuses, 1, noise: 0.03, using: &generator)
                if call >= 40 { #expect(abs(estimator.prompt(of: censuses) - prompt) < prompt / 4, "\(hidden)") }
                estimator.learn(censuses, prompt: prompt)
            }
        }
    }

    @Test("is never absurd, whatever a provider charges", arguments: [0, 1, -5, 1_000_000_000])
    func absurd(prompt: Int) {
        let estimator = TokenEstimator(overhead: Self.overhead)
        let text = census(.prose, bytes: 8000)
        for _ in 0..<100 { estimator.learn([text], prompt: prompt) }
        let estimate = estimator.tokens(of: [text])[0]
        #expect(estimate >= 1000 && estimate <= 8100)
        #expect(estimator.overhead >= 450 && estimator.overhead <= 3600)
        #expect(1450...20_000 ~= estimator.prompt(of: [text]))
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
