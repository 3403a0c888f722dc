import Jobs
import Testing

@testable import Providers

@Suite("The room for answers")
struct OutputRoomTests {
    private static let thinking = ChatModel("m", contextTokens: 10_000, maxOutputTokens: 5000, reasoning: .low)

    @Test(
        "is what the lengths asked for need, and the thoughts",
        arguments: zip(
            AnalysisOptions.Length.allCases, [400, 700, 1200]))
    func lengths(length: AnalysisOptions.Length, tokens: Int) {
        let two = [item(length), item(length)]
        #expect(OutputRoom(ChatModel("m"), limit: nil).tokens(for: two, prompt: 100) == 2 * tokens)
        #expect(OutputRoom(Self.thinking, limit: nil).tokens(for: two, prompt: 100) == 256 + 2 * (tokens + 64))
    }

    @Test(
        "doubles for a lone document with every attempt, up to what the model writes",
        arguments: zip(
            [0, 1, 2, 3, 4, 60], [1020, 2040, 4080, 5000, 5000, 5000]))
    func attempts(attempts: Int, tokens: Int) {
        let room = OutputRoom(Self.thinking, limit: nil)
        #expect(room.tokens(for: [item(.medium, attempts: attempts)], prompt: 100) == tokens)
        #expect(room.tokens(for: [item(.medium, attempts: attempts), item(.medium)], prompt: 100) == 1784)
    }

    @Test("keeps to the operator's limit and to what the context has left")
    func limits() {
        #expect(OutputRoom(Self.thinking, limit: 900).tokens(for: [item(.long)], prompt: 100) == 900)
        #expect(OutputRoom(Self.thinking, limit: 90_000).limit == 5000)
        #expect(OutputRoom(Self.thinking, limit: nil).tokens(for: [item(.long)], prompt: 9500) == 500)
        #expect(OutputRoom(Self.thinking, limit: nil).tokens(for: [item(.long)], prompt: 20_000) == 1)
    }

    private func item(_ length: AnalysisOptions.Length, attempts: Int = 0) -> ProviderItem {
        ProviderItem(document: Papers.documents[0], options: AnalysisOptions(length: length), attempts: attempts)
    }
}

@Suite("The room for answers, after some")
struct LearnedRoomTests {
    private static let usage = TokenUsage(prompt: 1, completion: 1)
    private static let analysis = ProviderAnswer.analysis(
        Analysis(summary: "s", keyPoints: [], methods: "", limitations: "", keywords: []), usage)

    private let room = OutputRoom(ChatModel("m"), limit: nil)

    @Test("shrinks to what is written, a third more, and a little")
    func shrinks() {
        for _ in 0..<RoomHistory.fewest - 1 { learn([Self.analysis, Self.analysis], written: 400) }
        #expect(room.perItem == 700)
        learn([Self.analysis, Self.analysis], written: 400)
        #expect(room.perItem == 324)
        #expect(reserved(.medium, 2) == 648)
        #expect(reserved(.long, 1) == 1200, "other lengths are not concerned")
    }

    @Test("never shrinks to nothing, nor grows without end")
    func bounds() {
        for _ in 0..<20 { learn([Self.analysis], written: 10) }
        #expect(room.perItem == 256)
        for _ in 0..<64 { learn([Self.analysis], written: 6000) }
        #expect(room.perItem == 2800)
    }

    @Test("follows the longest but a few of the answers")
    func percentile() {
        for number in 0..<64 { learn([Self.analysis], written: number < 2 ? 690 : 200) }
        #expect(room.perItem == 324)
        for _ in 0..<4 { learn([Self.analysis], written: 600) }
        #expect(room.perItem == 844)
    }

    @Test("grows back at once when an answer is cut off, and beyond if that was no help")
    func growsBack() {
        for _ in 0..<20 { learn([Self.analysis], written: 100) }
        #expect(room.perItem == 256)
        learn([Self.analysis, .cutOff], written: 512)
        #expect(room.perItem == 700)
        learn([.cutOff], written: 700)
        #expect(room.perItem == 1400)
        for _ in 0..<9 { learn([.cutOff], written: 2800) }
        #expect(room.perItem == 2800)
        for _ in 0..<RoomHistory.fewest { learn([Self.analysis], written: 200) }
        #expect(room.perItem == 324)
        learn([.cutOff], written: 324)
        #expect(room.perItem == 700, "what was learned in between counts")
    }

    @Test("stays where answers break off though there is room")
    func brokenOff() {
        for _ in 0..<5 { learn([Self.analysis, .cutOff], written: 800, of: 1400) }
        #expect(room.perItem == 700)
        for _ in 0..<20 { learn([Self.analysis], written: 200) }
        learn([Self.analysis, .cutOff], written: 300, of: 648)
        #expect(room.perItem == 324)
    }

    @Test("learns nothing from calls that went wrong otherwise, nor from merges", arguments: [false, true])
    func others(isMerge: Bool) {
        let answers: [ProviderAnswer] = isMerge ? [Self.analysis] : [.invalid]
        for _ in 0..<20 { learn(answers, written: 100, work: isMerge ? .merge([]) : .read) }
        #expect(room.perItem == 700)
        #expect(reserved(.medium, 1, work: .merge([])) == 1400, "a merge has more to say")
    }

    private func learn(
        _ answers: [ProviderAnswer], written: Int, of reserved: Int? = nil, work: ProviderItem.Work = .read
    ) {
        let items = items(.medium, answers.count, work)
        room.learn(answers, to: items, written: written, of: reserved ?? room.tokens(for: items, prompt: 100))
    }

    private func reserved(_ length: AnalysisOptions.Length, _ count: Int, work: ProviderItem.Work = .read) -> Int {
        room.tokens(for: items(length, count, work), prompt: 100)
    }

    private func items(
        _ length: AnalysisOptions.Length, _ count: Int, _ work: ProviderItem.Work
    ) -> [ProviderItem] {
        (0..<count).map { _ in
            ProviderItem(document: Papers.documents[0], options: AnalysisOptions(length: length), work: work)
        }
    }
}
