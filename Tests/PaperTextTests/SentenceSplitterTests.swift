import PaperText
import Testing

@Suite("Splitting text into sentences")
struct SentenceSplitterTests {
    @Test(
        "Stops that end nothing end no sentence; the others do",
        arguments: [
            ["One ends here.", "Another starts there!", "Is this the third?", "It is."],
            [
                "The method of Smith et al. Was it known?",
                "Dr. Jones, e.g., and Prof. A. B. Lee met vs. others, i.e. us.",
            ],
            ["See Fig. 3 and Eq. (2) in Sec. 4 of Vol. 7, No. 12.", "The next sentence follows."],
            ["He lives in the U.S. Army base.", "The U.S. has many.", "We moved to the U.K.", "The rest stayed."],
            ["J. A. Smith wrote it with R. T. Doe in vitamin C.", "The rest is known."],
            ["The value rose from 3.14 to 2,718.28 in version 1.2.3 of the code.", "Nothing else changed."],
            ["This was shown before (Smith et al., 2019; Doe, 2020. See also the appendix).", "We follow it."],
            ["It was found in 2005.", "The work of 12 others confirmed it."],
            ["The dose was approx. 5 mg per day.", "Patients improved, etc.", "The others did not."],
            ["As was shown.12", "The note number belongs to the sentence before."],
            ["As was shown.[3,4]", "The reference belongs to the sentence before."],
            ["\"Quotes end too.\"", "(Brackets as well.)", "Then it goes on."],
            ["Wait... what came next was small.", "Then it ended…", "All was quiet."],
            ["Write to a.b@example.org or see https://example.org/a.b?c=d. for more of it.", "Nobody did."],
            ["The kinase acts on mRNA.", "mRNA levels fell and p. was not tested."],
            ["Am 3. Mai begann es, z. B. in Bonn, d. h. am Rhein.", "Danach kam der 19. Jahrhundert genannte Film."],
            ["Voir p. ex. la fig. 4 de M. Durand.", "Ensuite, tout est clair."],
            ["本文提出了一种方法。", "结果很好！", "为什么？", "因为简单。"],
            ["यह पहला वाक्य है।", "यह दूसरा है।"],
            ["هل هذا سؤال؟", "نعم."],
            ["No stop at the end of a single line"],
            ["We used Yahoo! for it, no more.", "Was it enough?!", "Yes."],
        ])
    func splits(_ sentences: [String]) {
        // Scripts whose stops are decisive put no space behind them.
        let isSpaced = sentences.allSatisfy { $0.utf8.first.map { $0 < 0xE3 } == true }
        #expect(split(sentences.joined(separator: isSpaced ? " " : "")) == sentences)
    }

    @Test("A text without any stop is cut into pieces of bounded length, losing nothing but spaces")
    func cutsEndlessText() {
        let text = String(repeating: "word ", count: 5_000)
        let sentences = split(text)
        #expect(sentences.count > 1)
        #expect(sentences.allSatisfy { $0.utf8.count <= 2_001 })
        #expect(sentences.joined(separator: " ") + " " == text)
    }

    @Test("Pieces of text without a space are cut between characters")
    func cutsBetweenCharacters() {
        let text = String(repeating: "é𝄞", count: 2_000)
        #expect(split(text).joined() == text)
        #expect(!split(text).contains { $0.unicodeScalars.contains("\u{FFFD}") })
    }

    @Test("Nothing but stops is one sentence, and nothing at all is none")
    func splitsHardlyAnything() {
        #expect(split("") == [])
        #expect(split("   ") == [])
        #expect(split("... !!! ???") == ["... !!! ???"])
    }

    @Test("Line ends and indents part words, and blank lines alone end no sentence")
    func readsLines() {
        let text = "  One goes over\n  the line, cf.\nFig.\n3.\n\nThe next goes\n\n14\n\nover the page.\tThe last.\n\n"
        #expect(
            split(text) == [
                "One goes over\n  the line, cf.\nFig.\n3.", "The next goes\n\n14\n\nover the page.", "The last.",
            ])
    }

    @Test("Ranges are those of the text, with nothing but blanks between them")
    func keepsEverything() {
        let bytes = Array("\n A first one. \u{201C}Two!\u{201D}\n\n(Three?)  4. And … five\r\n。六。 ".utf8)
        var end = 0
        for range in SentenceSplitter.split(bytes, bytes.indices) + [bytes.count..<bytes.count] {
            #expect(bytes[end..<range.lowerBound].allSatisfy { $0.isBlank })
            end = range.upperBound
        }
    }

    @Test("Where no length is given, nothing but stops parts sentences")
    func keepsLongSentences() {
        let bytes = Array((String(repeating: "word ", count: 5_000) + "end. Next.").utf8)
        #expect(SentenceSplitter.split(bytes, bytes.indices, longest: .max).count == 2)
    }

    private func split(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        return SentenceSplitter.split(bytes, bytes.indices).map { String(decoding: bytes[$0], as: UTF8.self) }
    }
}
