import Analysis
import Jobs
import TestSupport
import Testing

@testable import LongPapers

@Suite struct PaperPlanTests {
    private let provider = PaperProvider()
    private let options = AnalysisOptions()

    @Test("a paper is long when its one call counts more than a call may")
    func isLong() {
        let paper = Document(text: String(repeating: "word ", count: 800))
        let item = ProviderItem(document: paper, options: options)
        let tokens = provider.tokens(of: [item])
        #expect(!provider.isTooLong(item, callLimit: tokens))
        #expect(provider.isTooLong(item, callLimit: tokens - 1))
    }

    @Test("every part fits into a call with its instruction and its answer, and a margin", arguments: [1200, 8000])
    func fits(limit: Int) throws {
        let paper = Document(title: "T", abstract: "Short.", text: PaperText.sections(40, sentences: 60))
        let plan = try #require(PaperPlan(paper, options, for: provider, callLimit: limit))
        #expect(plan.callTokens == limit * 9 / 10)
        for (number, part) in plan.parts.enumerated() {
            let item = ProviderItem(
                document: part, options: options, work: .readPart(number + 1, of: plan.parts.count))
            #expect(provider.tokens(of: [item]) <= plan.callTokens)
        }
        let usual = Double(plan.parts.dropLast().reduce(0) { $0 + $1.byteCount / 4 }) / Double(plan.parts.count - 1)
        #expect(usual > Double(plan.callTokens - 416) * 0.6, "no more parts than need be")
    }

    @Test("a call without room for a part worth reading, or for two analyses, makes every paper too long")
    func tooNarrow() {
        let paper = Document(text: PaperText.sections(10, sentences: 60))
        #expect(PaperPlan(paper, options, for: provider, callLimit: 600) == nil)
        #expect(PaperPlan(paper, options, for: provider, callLimit: 1200) != nil)
        let wide = PaperProvider(sizing: CallSizing(perCall: 100, perItem: 900))
        #expect(PaperPlan(paper, options, for: wide, callLimit: 2000) == nil, "no room for a merge")
    }

    @Test("more than a thousand parts are too many")
    func tooMany() throws {
        let provider = PaperProvider(sizing: CallSizing(perCall: 10, perItem: 50), tokensPerByte: 1)
        let plan = { (sentences: Int) in
            let text = String(repeating: "A sentence stands here. ", count: sentences)
            return PaperPlan(Document(text: text), AnalysisOptions(), for: provider, callLimit: 600)
        }
        let largest = try #require(plan(13_000))
        #expect(900...PaperPlan.partLimit ~= largest.parts.count)
        #expect(plan(16_000) == nil)
    }

    @Test("the merges of a plan are guessed from the room that analyses are given")
    func merges() throws {
        let paper = Document(text: PaperText.sections(10, sentences: 60))
        let plan = try #require(PaperPlan(paper, options, for: provider, callLimit: 2000))
        #expect(plan.mergeSize == 5)
        #expect([0, 1, 2, 4, 5, 16, 17].map(plan.merges) == [0, 0, 1, 1, 1, 5, 5])
    }
}
