import Jobs
import TestSupport
import Testing

@testable import Providers

@Suite("The estimate of tokens")
struct TokenEstimatorTests {
    private static let samples = [
        "We measured how quickly paper boats sink on ponds of different depth in one summer. ",
        "p<0.01; 12.4 (95% CI 11.9-12.8), 7/12 vs. 5/12, [3,7,11], 10.1000/182.7; 0.33, 0.66. ",
        "if (x[i] != y) { f(x) += g->h; } else { *q = &r[j]; }; a = b && !c || (d / e); ",
        "G A T T A C A, C A T, T A G A, G C C A T G. ",
        "Die Größe der Übungsräume wächst, während müßige Gäste über Küchengeräte plaudern. ",
        "Мы измерили, как быстро тонут бумажные кораблики в прудах разной глубины. ",
        "我们测量了纸船在不同深度的池塘中下沉的速度并且解释了结果。",
        "हमने मापा कि कागज़ की नावें अलग गहराई के तालाबों में कितनी जल्दी डूबती हैं। ",
    ]
    private static let overhead = 900

    private let estimator = TokenEstimator(overhead: Self.overhead)

    @Test("takes English for four bytes a token before anything is known, and no text for less")
    func unknown() {
        for sample in Self.samples {
            let census = census(sample, bytes: 4000)
            let perByte = Double(estimator.tokens(of: [census])[0]) / Double(census.bytes)
            #expect(perByte > 0.22 && perByte < 1, "\(perByte): \(sample)")
            if sample == Self.samples[0] { #expect(perByte < 0.28) }
        }
        #expect(estimator.prompt(of: []) == 1080, "the instruction, and a fifth")
    }

    @Test("finds a tokenizer out within a few calls", arguments: samples, [0.6, 0.8, 1, 1.3, 1.8])
    func converges(sample: String, factor: Double) {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<8 {
            let censuses = (0..<4).map { _ in census(sample, bytes: Int.random(in: 1500...6000, using: &generator)) }
            estimator.learn(censuses, prompt: charge(censuses, .one * factor, noise: 0.03, using: &generator))
        }
        let text = [census(sample, bytes: 20_000)]
        let truth = Double(charge(text, .one * factor, noise: 0, using: &generator))
        let estimate = Double(estimator.prompt(of: text))
        #expect(estimate > truth && estimate < 1.4 * truth, "\(estimate / truth)")
    }

    @Test("finds each class out from calls that mix them, finer or coarser as each may be")
    func mixtures() {
        var generator = SeededGenerator(seed: 5)
        let factors = SIMD8(0.9, 1.2, 1.8, 1.4, 0.6, 1.1, 1.5, 0.7)
        var (calls, below) = (0, 0)
        for call in 0..<300 {
            let censuses = (0..<Int.random(in: 1...8, using: &generator)).map { _ in
                census(
                    Self.samples.randomElement(using: &generator) ?? "",
                    bytes: Int.random(in: 300...3000, using: &generator))
            }
            let truth = charge(censuses, factors, noise: 0.05, using: &generator)
            let estimate = estimator.prompt(of: censuses)
            if call >= 40 {
                calls += 1
                if estimate < truth { below += 1 }
                #expect(Double(estimate) < 1.45 * Double(truth), "\(Double(estimate) / Double(truth))")
            }
            estimator.learn(censuses, prompt: truth)
        }
        #expect(below * 100 <= calls, "\(below) of \(calls)")
    }

    @Test("of one class says nothing of another")
    func separate() {
        let (chinese, prose) = (census(Self.samples[6], bytes: 6000), census(Self.samples[0], bytes: 6000))
        let before = estimator.tokens(of: [chinese, prose])
        for _ in 0..<10 { estimator.learn([chinese], prompt: Self.overhead + 2 * before[0]) }
        let after = estimator.tokens(of: [chinese, prose])
        #expect(Double(after[0]) > 1.7 * Double(before[0]) && after[1] == before[1])
    }

    @Test("tells the instruction from the texts when calls differ in size", arguments: [0.6, 1, 1.8])
    func instruction(factor: Double) {
        var generator = SeededGenerator(seed: 3)
        for round in 0..<20 {
            let censuses = [census(Self.samples[0], bytes: round.isMultiple(of: 2) ? 400 : 12_000)]
            estimator.learn(censuses, prompt: charge(censuses, .one * factor, noise: 0.01, using: &generator))
        }
        let truth = 1.2 * Double(Self.overhead)
        #expect(abs(Double(estimator.prompt(of: [])) - truth) < 0.1 * truth)
    }

    @Test("follows a provider that sends much of its own along, or ceases to")
    func hiddenInstruction() {
        var generator = SeededGenerator(seed: 11)
        for hidden in [2000, 0, 1500] {
            for call in 0..<60 {
                let censuses = [census(Self.samples[0], bytes: Int.random(in: 400...4000, using: &generator))]
                let prompt = hidden + charge(censuses, .one, noise: 0.03, using: &generator)
                if call >= 30 {
                    let ratio = Double(estimator.prompt(of: censuses)) / Double(prompt)
                    #expect(ratio > 1 && ratio < 1.4, "\(hidden): \(ratio)")
                }
                estimator.learn(censuses, prompt: prompt)
            }
        }
    }

    @Test("is never absurd, whatever a provider charges", arguments: [0, 1, -5, 1_000_000_000])
    func absurd(prompt: Int) {
        let text = census(Self.samples[0], bytes: 8000)
        let first = estimator.prompt(of: [text])
        for _ in 0..<100 { estimator.learn([text], prompt: prompt) }
        #expect(first / 4...first * 4 + 4 ~= estimator.prompt(of: [text]))
        estimator.learn([], prompt: prompt)
        estimator.learn([TextCensus([])], prompt: prompt)
        #expect(first / 4...first * 4 + 4 ~= estimator.prompt(of: [text]))
    }

    /// What a tokenizer counts that takes so many times the usual tokens for each class.
    private func charge(
        _ censuses: [TextCensus], _ factors: SIMD8<Double>, noise: Double, using generator: inout SeededGenerator
    ) -> Int {
        let usual = SIMD8(0.17, 0.5, 0.6, 0.5, 0.8, 0.25, 0.3, 0.4)
        return censuses.reduce(Self.overhead) { sum, census in
            let tokens = (census.bytesByClass * usual * factors).sum()
            return sum + 16 + Int(tokens * Double.random(in: 1 - noise...1 + noise, using: &generator))
        }
    }

    private func census(_ sample: String, bytes: Int) -> TextCensus {
        TextCensus([String(repeating: sample, count: max(1, bytes / sample.utf8.count))])
    }
}
