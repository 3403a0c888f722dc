import Jobs
import TestSupport
import Testing

@testable import Providers

@Suite("The room for answers, after some")
struct LearnedRoomTests {
    private static let analysis = ProviderAnswer.analysis(
        Analysis(summary: "s", keyPoints: [], methods: "", limitations: "", keywords: []),
        TokenUsage(prompt: 1, completion: 1))

    private let room = OutputRoom(ChatModel("m"), limit: nil)
    private var one: Int { reserved(.prose) }

    @Test("shrinks to what is written, and a little")
    func shrinks() {
        for _ in 0..<RoomHistory.fewest - 1 { learn([.prose], written: 400) }
        #expect(one == 700)
        learn([.prose, .prose], written: 800)
        #expect(one == 400 + 120 + 24)
        #expect(reserved(.prose, .prose) == 800 + 170 + 24, "the sum of two scatters less than twice as much")
        #expect(room.tokens(for: items(1, .long), [.prose], prompt: 100) == 1200, "other lengths are not concerned")
    }

    @Test("never shrinks to nothing, nor grows without end")
    func bounds() {
        for _ in 0..<20 { learn([.prose], written: 10) }
        #expect(one == RoomHistory.least)
        for _ in 0..<64 { learn([.prose], written: 6000) }
        #expect(one == 2800)
        for _ in 0..<64 { learn([.prose], written: .max) }
        #expect(one == 2800, "whatever a provider says of itself")
    }

    @Test("leaves more to spare the more answers scatter")
    func scatter() {
        for number in 0..<64 { learn([.prose], written: number % 2 == 0 ? 300 : 500) }
        #expect(one == 400 + 375 + 24)
    }

    @Test("follows what calls needed that went far beyond it, until that is long ago")
    func outlier() {
        for number in 0..<64 { learn([.prose], written: number == 40 ? 690 : 400) }
        #expect(700...900 ~= one)
        for _ in 0..<64 { learn([.prose], written: 400) }
        #expect(one == 544)
    }

    @Test("is that of the document's kind, and of all where little is known of that")
    func kinds() {
        for _ in 0..<10 { learn([.prose, .ideographic], written: 800) }
        #expect(reserved(.prose) == reserved(.ideographic), "an answer is weighed by its own text, and these are alike")
        for _ in 0..<64 {
            learn([.prose], written: 200)
            learn([.ideographic], written: 600)
        }
        #expect(reserved(.prose) == 200 + 60 + 24)
        #expect(reserved(.ideographic) == 600 + 180 + 24)
        #expect(reserved(.otherAlphabet) > 600)
    }

    @Test("takes what the answers of one call are each worth by their texts")
    func weights() {
        let (short, long) = (Self.answer(of: 400), Self.answer(of: 2000))
        for _ in 0..<64 { learn([short, long], [.prose, .figures], written: 60 + 100 + 60 + 500) }
        #expect(reserved(.prose) == 160 + 48 + 24)
        #expect(reserved(.figures) == 560 + 168 + 24)
    }

    @Test("is enough for nearly all packs of answers of any length, and for little more than they need")
    func packs() {
        var generator = SeededGenerator(seed: 3)
        var (cutOff, spare, calls) = (0, 0.0, 0)
        for call in 0..<2000 {
            let kinds = (0..<Int.random(in: 1...8, using: &generator)).map { _ -> TextKind in
                Bool.random(using: &generator) ? .prose : .ideographic
            }
            // Those of one call are somewhat alike.
            let shift = Int.random(in: -60...60, using: &generator)
            let lengths = kinds.map { kind in
                (kind == .prose ? 300 : 600) + shift + Int.random(in: -140...140, using: &generator)
            }
            let (written, reserved) = (lengths.reduce(0, +), room.tokens(for: items(kinds.count), kinds, prompt: 100))
            if call >= 20 {
                calls += 1
                if written > reserved { cutOff += 1 } else { spare += Double(reserved) / Double(written) }
            }
            learn(lengths.map { Self.answer(of: 4 * ($0 - 60)) }, kinds, written: written)
        }
        #expect(cutOff * 200 <= calls, "\(cutOff) of \(calls)")
        #expect(spare / Double(calls) < 1.6, "\(spare / Double(calls))")
    }

    @Test("grows back when an answer is cut off before anything is known, and beyond when one is afterwards")
    func growsBack() {
        learn([.prose], [.cutOff], written: 700)
        #expect(one == 1400)
        for _ in 0..<9 { learn([.prose], [.cutOff], written: 2800) }
        #expect(one == 2800)
        for _ in 0..<RoomHistory.fewest { learn([.prose], written: 400) }
        #expect(one == 544)
        learn([.prose], [.cutOff], written: 544)
        #expect(one == 800, "twice the usual")
        for _ in 0..<64 { learn([.prose], written: 400) }
        #expect(one == 544)
    }

    @Test("stays where answers break off though there is room")
    func brokenOff() {
        for _ in 0..<5 { learn([.prose, .prose], [Self.analysis, .cutOff], written: 800, of: 1400) }
        #expect(one == 700)
        for _ in 0..<20 { learn([.prose], written: 400) }
        learn([.prose, .prose], [Self.analysis, .cutOff], written: 300, of: 832)
        #expect(one == 544)
    }

    @Test("learns nothing from calls that went wrong otherwise, nor from merges", arguments: [false, true])
    func others(isMerge: Bool) {
        let answers: [ProviderAnswer] = isMerge ? [Self.analysis] : [.invalid]
        let items = items(1, work: isMerge ? .merge([]) : .read)
        for _ in 0..<20 { room.learn(answers, to: items, [.prose], written: 100, of: 700) }
        #expect(one == 700)
        #expect(
            room.tokens(for: self.items(1, work: .merge([])), [.prose], prompt: 100) == 1400, "a merge has more to say")
    }

    @Test("is told as a line through what one document needs and what a pack does")
    func sizing() {
        #expect(room.sizing == (0, 700))
        for number in 0..<64 { learn([.prose], written: number % 2 == 0 ? 300 : 500) }
        let (perCall, perItem) = room.sizing
        #expect(perCall + perItem == one)
        let eight = room.tokens(for: items(8), Array(repeating: .prose, count: 8), prompt: 100)
        #expect(abs(perCall + 8 * perItem - eight) < 8)
    }

    /// With so many bytes of prose.
    private static func answer(of bytes: Int) -> ProviderAnswer {
        let text = String(repeating: "a", count: max(0, bytes))
        let analysis = Analysis(summary: text, keyPoints: [], methods: "", limitations: "", keywords: [])
        return .analysis(analysis, TokenUsage(prompt: 1, completion: 1))
    }

    private func learn(
        _ answers: [ProviderAnswer], _ kinds: [TextKind], written: Int, of reserved: Int? = nil
    ) {
        let items = items(kinds.count)
        room.learn(
            answers, to: items, kinds, written: written, of: reserved ?? room.tokens(for: items, kinds, prompt: 100))
    }

    private func learn(
        _ kinds: [TextKind], _ answers: [ProviderAnswer]? = nil, written: Int, of reserved: Int? = nil
    ) {
        learn(answers ?? Array(repeating: Self.analysis, count: kinds.count), kinds, written: written, of: reserved)
    }

    private func reserved(_ kinds: TextKind...) -> Int { room.tokens(for: items(kinds.count), kinds, prompt: 100) }

    private func items(
        _ count: Int, _ length: AnalysisOptions.Length = .medium, work: ProviderItem.Work = .read
    ) -> [ProviderItem] {
        (0..<count).map { _ in
            ProviderItem(document: Papers.documents[0], options: AnalysisOptions(length: length), work: work)
        }
    }
}
