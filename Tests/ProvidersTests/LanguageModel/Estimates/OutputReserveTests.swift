import Analysis
import Jobs
import TestSupport
import Testing

@testable import Providers

@Suite("The tokens reserved for answers")
struct OutputReserveTests {
    private static let analysis = ProviderAnswer.analysis(
        Analysis(summary: "s", keyPoints: [], methods: "", limitations: "", keywords: []),
        TokenUsage(prompt: 1, completion: 1))
    private static let thinking = ChatModel("m", contextTokens: 10_000, maxOutputTokens: 5000, reasoning: .low)

    private let reserve = OutputReserve(ChatModel("m"), limit: nil)

    @Test(
        "are what the lengths asked for need, and the thoughts",
        arguments: zip(AnalysisOptions.Length.allCases, [400, 700, 1200]))
    func lengths(length: AnalysisOptions.Length, tokens: Int) {
        #expect(reserve.tokens(for: items(2, length), prompt: 100) == 2 * tokens)
        let thinking = OutputReserve(Self.thinking, limit: nil)
        #expect(thinking.tokens(for: items(2, length), prompt: 100) == 256 + 2 * (tokens + 64))
    }

    @Test(
        "double for a lone document with every attempt, up to what the model writes",
        arguments: zip([0, 1, 2, 3, 4, 60], [1020, 2040, 4080, 5000, 5000, 5000]))
    func attempts(attempts: Int, tokens: Int) {
        let reserve = OutputReserve(Self.thinking, limit: nil)
        let item = items(1, attempts: attempts)
        #expect(reserve.tokens(for: item, prompt: 100) == tokens)
        #expect(reserve.tokens(for: item + items(1), prompt: 100) == 1784)
    }

    @Test("keep to the operator's limit and to what the context has left")
    func limits() {
        let long = items(1, .long)
        #expect(OutputReserve(Self.thinking, limit: 900).tokens(for: long, prompt: 100) == 900)
        #expect(OutputReserve(Self.thinking, limit: 90_000).limit == 5000)
        #expect(OutputReserve(Self.thinking, limit: nil).tokens(for: long, prompt: 9500) == 500)
        #expect(OutputReserve(Self.thinking, limit: nil).tokens(for: long, prompt: 20_000) == 1)
    }

    @Test("come down to what is written, for each length by itself")
    func learned() {
        for _ in 0..<64 { learn(2, written: 800) }
        #expect(400...420 ~= tokens(1) && 800...825 ~= tokens(2))
        #expect(tokens(1, .long) == 1200)
        #expect(tokens(1, work: .merge([])) == 2 * tokens(1), "a merge has more to say")
    }

    @Test("stay within a fifth of the first and four times as much, whatever a provider charges")
    func bounds() {
        for _ in 0..<64 { learn(1, written: 10) }
        #expect(tokens(1) == 140 && tokens(8) == 8 * 140)
        for _ in 0..<64 { learn(1, written: .max) }
        #expect(tokens(1) == 2800)
    }

    @Test("are enough for nearly all packs of answers of any length, and for little more than they need")
    func packs() {
        var generator = SeededGenerator(seed: 3)
        var (cutOff, spare, calls) = (0, 0.0, 0)
        for call in 0..<2000 {
            let count = Int.random(in: 1...8, using: &generator)
            // Some languages take twice the tokens, and answers of one call are somewhat alike.
            let shift = Int.random(in: -60...60, using: &generator)
            let written = (0..<count).reduce(0) { sum, _ in
                sum + (Bool.random(using: &generator) ? 300 : 600) + shift
                    + Int.random(in: -140...140, using: &generator)
            }
            if call >= 20 {
                calls += 1
                if written > tokens(count) { cutOff += 1 } else { spare += Double(tokens(count)) / Double(written) }
            }
            learn(count, written: written)
        }
        #expect(cutOff * 200 <= calls, "\(cutOff) of \(calls)")
        #expect(spare / Double(calls) < 2, "\(spare / Double(calls))")
    }

    @Test("double with each pack that is cut off, and come back with those that are whole", arguments: [false, true])
    func truncation(isLearned: Bool) {
        if isLearned { for _ in 0..<64 { learn(2, written: 400) } }
        let usual = tokens(2)
        learn(2, written: tokens(2), cutOff: true)
        #expect(2 * usual...2 * usual + 2 ~= tokens(2))
        for _ in 0..<20 { learn(2, written: tokens(2), cutOff: true) }
        #expect(tokens(2) == 4 * 2 * 700, "four times the first, at most")
        for _ in 0..<68 { learn(2, written: 400) }
        #expect(400...430 ~= tokens(2))
    }

    @Test("grow with answers that became longer until none is cut off")
    func growth() {
        for _ in 0..<64 { learn(4, written: 800) }
        var cutOff = 0
        for _ in 0..<30 {
            let isCutOff = tokens(4) < 2400
            cutOff += isCutOff ? 1 : 0
            learn(4, written: min(tokens(4), 2400), cutOff: isCutOff)
        }
        #expect(cutOff <= 4 && tokens(4) >= 2400, "\(cutOff)")
    }

    @Test("learn nothing from merges, from other failures, and from answers that break off with tokens left")
    func others() {
        for answers in [[ProviderAnswer.invalid], [.refused], [.cutOff]] {
            for _ in 0..<20 { reserve.learn(answers, to: items(1), written: 100, of: 700) }
        }
        for _ in 0..<20 { reserve.learn([.cutOff], to: items(1, attempts: 1), written: 1400, of: 1400) }
        for _ in 0..<20 { reserve.learn([Self.analysis], to: items(1, work: .merge([])), written: 100, of: 1400) }
        #expect(tokens(1) == 700)
    }

    @Test("are told as a line that is close to them")
    func sizing() {
        #expect(reserve.sizing == (0, 700))
        for number in 0..<64 { learn(1, written: number.isMultiple(of: 2) ? 300 : 500) }
        let (perCall, perItem) = reserve.sizing
        for count in 1...8 {
            let line = perCall + count * perItem
            #expect(abs(line - tokens(count)) * 15 <= tokens(count), "\(count): \(line) for \(tokens(count))")
        }
    }

    @Test("are told for documents like those of the last call")
    func lastOptions() {
        let long = items(2, .long)
        reserve.learn([Self.analysis, Self.analysis], to: long, written: 2000, of: 2400)
        #expect(reserve.lastOptions == long[0].options)
        #expect(reserve.sizing.perItem > 700)
    }

    private func learn(_ count: Int, written: Int, cutOff: Bool = false) {
        let answers = Array(repeating: cutOff ? .cutOff : Self.analysis, count: count)
        reserve.learn(answers, to: items(count), written: written, of: tokens(count))
    }

    private func tokens(
        _ count: Int, _ length: AnalysisOptions.Length = .medium, work: ProviderItem.Work = .read
    ) -> Int { reserve.tokens(for: items(count, length, work: work), prompt: 100) }

    private func items(
        _ count: Int, _ length: AnalysisOptions.Length = .medium, work: ProviderItem.Work = .read, attempts: Int = 0
    ) -> [ProviderItem] {
        (0..<count).map { _ in
            ProviderItem(
                document: Papers.documents[0], options: AnalysisOptions(length: length), work: work, attempts: attempts)
        }
    }
}
