import Jobs
import PaperText
import TestSupport
import Testing

@testable import LongPapers

@Suite struct TextCutterTests {
    /// What was measured so far.
    private let measured = Watched(0)

    private func cutter(_ text: String, overlap: Int = 0) -> TextCutter {
        TextCutter(text: Array(text.utf8), overlap: overlap) { [measured] text in
            measured.change { $0 += text.utf8.count }
            return text.utf8.count / 4 + 16
        }
    }

    private func cut(_ text: String, room: Int, overlap: Int = 0) -> [String] {
        let cutter = cutter(text, overlap: overlap)
        return cutter.stretches(room: room, first: room).map(cutter.text.string)
    }

    /// Everything visible is in a stretch, stretches fit, and none begins or ends within a character.
    private func expectSound(_ text: String, room: Int, overlap: Int = 0, _ comment: Comment? = nil) {
        let cutter = cutter(text, overlap: overlap)
        let stretches = cutter.stretches(room: room, first: room)
        var covered = 0
        for stretch in stretches {
            if stretch.lowerBound > covered {
                let gap = cutter.text.string(covered..<stretch.lowerBound)
                #expect(gap.utf8.allSatisfy { $0 <= 0x20 }, "only blanks are left out")
            }
            #expect(stretch.upperBound > covered, "every stretch has something new", sourceLocation: #_sourceLocation)
            covered = stretch.upperBound
            let isOneCharacter = cutter.text.string(stretch).count == 1
            #expect(cutter.measure(cutter.text.string(stretch)) <= room || isOneCharacter, comment)
        }
        let rest = cutter.text.string(covered..<cutter.text.count)
        #expect(rest.utf8.allSatisfy { $0 <= 0x20 }, "nothing is left at the end")
        let characters = Set(text.indices.map { $0.utf16Offset(in: text) })
        for offset in stretches.flatMap({ [$0.lowerBound, $0.upperBound] }) where offset < cutter.text.count {
            let index = text.utf8.index(text.startIndex, offsetBy: offset).utf16Offset(in: text)
            #expect(characters.contains(index), "no character is broken", sourceLocation: #_sourceLocation)
        }
    }

    @Test("sections that fit are whole, and small ones go together")
    func sections() {
        let text = PaperText.sections(6, sentences: 10)
        let parts = cut(text, room: 300)
        #expect(parts.count == 3)
        #expect(
            parts.map(PaperText.matters) == [
                ["matter1x", "matter2x"], ["matter3x", "matter4x"], ["matter5x", "matter6x"],
            ])
        #expect(parts.allSatisfy { $0.prefix(20).contains("Part") }, "each begins with a heading")
    }

    @Test("what is more than half full ends where a main part of the paper does, so that the next begins with one")
    func mainParts() {
        let text = (1...3).map { main in
            "\(main). Main part\n"
                + (1...3).map { "\(main).\($0) " + PaperText.section(main, sentences: 10).dropFirst(3) }.joined(
                    separator: "\n")
        }
        let parts = cut(text.joined(separator: "\n\n"), room: 650)
        #expect(parts.map { $0.prefix(3) } == ["1. ", "2. ", "3. "])
    }

    @Test("a section that fits is never cut for the sake of its neighbours")
    func whole() {
        let text = [30, 4, 30, 12, 29, 1, 30].enumerated().map { PaperText.section($0 + 1, sentences: $1) }
        let parts = cut(text.joined(separator: "\n\n"), room: 450)
        for section in text {
            #expect(parts.contains { $0.contains(section) })
        }
    }

    @Test("a section that does not fit is cut into pieces of about the same size, at sentences")
    func balanced() {
        let parts = cut(PaperText.section(1, sentences: 100), room: 1100)
        #expect(parts.count == 2)
        let sizes = parts.map(\.utf8.count)
        #expect(abs(sizes[0] - sizes[1]) < 500)
        #expect(parts.allSatisfy { $0.hasSuffix(".\n") || $0.hasSuffix(".") })
    }

    @Test("a little that stands before a section that must be cut goes with it")
    func rest() {
        let text = PaperText.section(1, sentences: 2) + "\n\n" + PaperText.section(2, sentences: 100)
        let parts = cut(text, room: 1100)
        #expect(parts.count == 2)
        #expect(PaperText.matters(in: parts[0]) == PaperText.matters(2))
    }

    @Test("paragraphs come before sentences, sentences before lines, lines before words")
    func order() {
        let filler = String(repeating: "word ", count: 40)
        let paragraphs = cut(filler + "End.\n\nNew " + filler + "more. And " + filler, room: 110)
        #expect(paragraphs.first?.hasSuffix("End.\n\n") == true)
        let sentences = cut(filler + "end. And then\nnew " + filler, room: 80)
        #expect(sentences.first?.hasSuffix("end. ") == true)
        let lines = cut(filler + "more\nand then new " + filler, room: 80)
        #expect(lines.first?.hasSuffix("more\n") == true)
        let words = cut(filler + filler, room: 80)
        #expect(words.allSatisfy { $0.hasSuffix("word ") })
    }

    @Test("abbreviations and decimal numbers end no sentence")
    func abbreviations() {
        let text = String(repeating: "as Meyer et al. Said in e.g. Fig. 3 and D. Smith with 3.5 of them ", count: 20)
        let cutter = cutter(text)
        let breaks = TextBreaks(cutter.text, cutter.text.indices)
        #expect(breaks.places(.sentence, in: 1...cutter.text.count - 1).isEmpty)
    }

    @Test("pieces of one section overlap by a little, at a sentence; sections do not")
    func overlap() throws {
        let parts = cut(PaperText.section(1, sentences: 100), room: 700, overlap: 50)
        #expect(parts.count > 1)
        for (part, next) in zip(parts, parts.dropFirst()) {
            let first = try #require(next.split(separator: "\n").first)
            #expect(first.hasPrefix("Sentence"), "begins with a whole sentence")
            #expect(part.contains(first), "repeats the end of the one before")
            #expect(
                part.distance(from: part.range(of: String(first)), in: part) / 4 <= 50)
        }
        let sections = cut(PaperText.sections(4, sentences: 20), room: 300, overlap: 50)
        #expect(sections.joined() == PaperText.sections(4, sentences: 20))
    }

    @Test(
        "texts without a place to cut are cut between characters",
        arguments: [
            String(repeating: "x", count: 5000), String(repeating: "漢字", count: 1000),
            String(repeating: "👨‍👩‍👧‍👦", count: 300), String(repeating: "🇩🇪🇫🇷", count: 400),
            String(repeating: "e\u{301}\u{323}", count: 900), String(repeating: "नमस्ते", count: 500),
            String(repeating: "a \u{301}", count: 900), String(repeating: "。", count: 2000),
            "a" + String(repeating: "\u{301}", count: 50) + String(repeating: "b", count: 2000),
        ])
    func noSpace(text: String) {
        for room in [60, 333] { expectSound(text, room: room, overlap: room / 10) }
    }

    @Test("a character larger than all room is cut all the same, between its scalars")
    func giant() {
        let text = "a" + String(repeating: "\u{301}", count: 5000)
        let parts = cut(text, room: 100)
        #expect(parts.joined().unicodeScalars.elementsEqual(text.unicodeScalars))
        #expect(parts.allSatisfy { $0.utf8.count / 4 + 16 <= 100 })
    }

    @Test(
        "odd texts",
        arguments: ["", " ", "\n\n\n", "a", "# a", "1. A", "。", String(repeating: "\n", count: 3000) + "a"])
    func odd(text: String) {
        expectSound(text, room: 40)
        let isBlank = text.utf8.allSatisfy { $0 <= 0x20 }
        #expect(cut(text, room: 40).isEmpty == isBlank)
    }

    @Test("the same text gives the same stretches, and a section that changed leaves the others as they were")
    func stable() {
        let sections = (1...8).map { PaperText.section($0, sentences: $0 == 3 ? 60 : 25) }
        var revised = sections
        revised[4] = PaperText.section(5, sentences: 26)
        let before = cut(sections.joined(separator: "\n\n"), room: 500, overlap: 50)
        #expect(cut(sections.joined(separator: "\n\n"), room: 500, overlap: 50) == before)
        let after = cut(revised.joined(separator: "\n\n"), room: 500, overlap: 50)
        let new = Set(after).subtracting(before)
        #expect(new.allSatisfy { $0.contains("matter5x") })
        #expect(new.count == 1)
    }

    @Test("any text is cut soundly", arguments: 0..<60 as Range<UInt64>)
    func anyText(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "word ", "Longer sentence here. ", "\n", "\n\n", "## Heading\n", "1.2 Title of it\n", "漢字。", "👩🏽‍🔬",
            "e\u{301}",
            "    ", "\t", "INTRODUCTION\n", "3\n", "x", "🇩🇪", " \u{301}",
            "https://example.org/a/very/long/path?query=1 ",
        ]
        let some = (0..<Int.random(in: 1...6, using: &random)).compactMap { _ in pieces.randomElement(using: &random) }
        let text = (0..<Int.random(in: 1...700, using: &random)).compactMap { _ in some.randomElement(using: &random) }
        let room = Int.random(in: 40...400, using: &random)
        expectSound(text.joined(), room: room, overlap: room / 10, "seed \(seed)")
    }

    @Test(
        "a long text takes a few times its length, whatever is in it",
        arguments: [
            "x", "word ", "\n", "# a\n\nb\n\n", "A\n", "e\u{301}", "漢", "A sentence stands here. ", "AAA\n\n",
            "1.1 A\n",
            "🇩🇪",
        ])
    func linear(unit: String) {
        let text = String(repeating: unit, count: 300_000 / unit.utf8.count)
        _ = cut(text, room: 5000, overlap: 100)
        #expect(measured.value < 30 * text.utf8.count)
    }
}

extension String {
    /// Bytes from there to the end.
    fileprivate func distance(from range: Range<String.Index>?, in text: String) -> Int {
        range.map { utf8.distance(from: $0.lowerBound, to: endIndex) } ?? 0
    }

    fileprivate func range(of part: String) -> Range<String.Index>? { ranges(of: part).first }
}
