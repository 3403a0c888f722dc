import Analysis
import ExtractiveSummariser
import Jobs
import Testing

@Suite("The built-in summariser on tiny and hostile texts")
struct HostileTextTests {
    @Test(
        "One to three sentences are their own summary",
        arguments: [
            "Specimen QX7F3 was found under a stone.",
            "Specimen QX7F3 was found. It was blue! Was QX7F3 alive?",
            "QX7F3",
            "qx7f3 and no stop",
        ])
    func returnsTinyTexts(_ text: String) {
        #expect(analyze(Document(text: text)).summary == text)
        #expect(analyze(Document(text: "  \(text.replacing(" ", with: "\n"))\n\n")).summary == text)
        #expect(analyze(Document(abstract: text)).summary == text)
        #expect(analyze(Document(title: text)).summary == text)
    }

    @Test(
        "A token that is in every sentence is in the summary, however short", arguments: AnalysisOptions.Length.allCases
    )
    func keepsMarker(_ length: AnalysisOptions.Length) {
        let text = """
            Specimen QX7F3 was collected in the spring. The wings of QX7F3 are longer than those of its kin. We compare
            QX7F3 with twelve others.
            """
        let analysis = analyze(Document(title: "A beetle", text: text), length: length)
        #expect(analysis.summary == text.replacing("\n", with: " "))
        #expect(!analysis.keyPoints.isEmpty)
    }

    @Test("A document without anything has an empty analysis", arguments: [nil, "", " \n \n"])
    func returnsNothingForNothing(_ text: String?) {
        let analysis = analyze(Document(text: text))
        #expect(analysis == Analysis(summary: "", keyPoints: [], methods: "", limitations: "", keywords: []))
    }

    @Test(
        "Whatever can be seen is summarised by something",
        arguments: [
            "?", "...", "***", "``` ```", "<b>", "1 2 3", "| a | b |", "12\n\n13\n\n14",
            "[1] A. Smith, B. Lee. Title, 2001.",
            "References\n\nSmith, A. A title. 2001.", "Abstract", "# Heading", "Keywords: one, two, three", "\u{7F}",
            "😀😀😀", "。",
            "Figure 1: A caption.", "https://example.org", "ab\u{0}cd\u{1}ef", "۱۲۳", "• \n\n•\n- \n", "\u{301}",
            "\u{FFFD}", "\u{AD}",
        ])
    func neverEmpty(_ text: String) {
        #expect(!analyze(Document(text: text)).summary.isEmpty)
        #expect(!analyze(Document(title: "T", text: text)).summary.isEmpty)
    }

    @Test("Hostile texts come to an end and keep the bounds", arguments: HostileText.allCases)
    func survives(_ text: HostileText) {
        for length in AnalysisOptions.Length.allCases {
            let document = Document(title: text.sample(size: 300), text: text.sample(size: 40_000))
            let analysis = analyze(document, length: length, focus: text.sample(size: 100))
            #expect(!analysis.summary.isEmpty)
            expectBounds(analysis)
        }
    }

    @Test(
        "A megabyte is no more than that",
        arguments: [HostileText.noSpace, .distinctWords, .oneLetterSentences, .sentences])
    func survivesMegabyte(_ text: HostileText) {
        let analysis = analyze(Document(text: text.sample(size: 1_000_000)))
        #expect(!analysis.summary.isEmpty)
        expectBounds(analysis)
    }

    @Test("Texts cut off anywhere are read like any other")
    func survivesCuts() {
        let bytes = Array(PaperFixture.text.utf8)
        for end in stride(from: 1, to: bytes.count, by: 97) {
            let analysis = analyze(Document(text: String(decoding: bytes[..<end], as: UTF8.self)))
            #expect(!analysis.summary.isEmpty)
            expectBounds(analysis)
        }
    }

    private func analyze(
        _ document: Document, length: AnalysisOptions.Length = .medium, focus: String? = nil
    ) -> Analysis {
        ExtractiveSummariser().analyze(document, options: AnalysisOptions(length: length, focus: focus))
    }

    private func expectBounds(_ analysis: Analysis) {
        #expect(analysis.summary.utf8.count <= 4_000)
        #expect(analysis.keyPoints.count <= 8)
        #expect(analysis.keyPoints.allSatisfy { $0.utf8.count <= 600 && !$0.isEmpty })
        #expect(analysis.methods.utf8.count <= 1_200)
        #expect(analysis.limitations.utf8.count <= 1_200)
        #expect(analysis.keywords.count <= 8)
        #expect(analysis.keywords.allSatisfy { $0.utf8.count <= 80 && !$0.isEmpty })
        let all = [analysis.summary, analysis.methods, analysis.limitations] + analysis.keyPoints + analysis.keywords
        #expect(!all.contains { $0.contains("\n") || $0.unicodeScalars.contains("\u{FFFD}") })
    }
}

/// Texts that bring out the worst in a reader of texts.
enum HostileText: CaseIterable {
    case noSpace, sameWord, distinctWords, oneLetterSentences, sentences, sameSentence, stops, brackets, openBrackets
    case chinese, emoji, references, numbers, lines, hyphens, headings, labels, keywords, markup, fences, rules,
        capitals
    case fewWords, quotes, bullets, addresses, accents

    func sample(size: Int) -> String {
        var text = ""
        var number = 0
        while text.utf8.count < size {
            text += piece(number)
            number += 1
        }
        return text
    }

    private func piece(_ number: Int) -> String {
        switch self {
        case .noSpace: "abcdefghij"
        case .sameWord: "word "
        case .distinctWords: "w\(number) "
        case .oneLetterSentences: "a. B. "
        case .sentences:
            "The \(number)th value of term\(number % 71) rose while term\(number % 13) fell in case\(number % 7). "
        case .sameSentence: "This is the very same sentence again. "
        case .stops: "a...!?... "
        case .brackets: "a (b [c) d] "
        case .openBrackets: "a(b[c"
        case .chinese: number % 9 == 8 ? "。" : String(Unicode.Scalar(UInt16(0x4E00 + number * 7919 % 3000)) ?? "中")
        case .emoji: "😀👩‍👩‍👧"
        case .references: "[\(number)] A. Smith, B. Jones. A title of a paper. Proc. X, pp. 1--9, 2009.\n"
        case .numbers: "\(number)   3.14   99%\n"
        case .lines: "Line\n"
        case .hyphens: "ab-\n"
        case .headings: "\(number % 9) Results and Discussion\n\n"
        case .labels: "Methods: Results. Abstract— "
        case .keywords: "Keywords: a, b; c\n"
        case .markup: "**a** _b_ [c](d) ![e](f) <g> [@h] :i:`j` "
        case .fences: "```\n"
        case .rules: "Abc def\n=======\n"
        case .capitals: "Ab Cd. Ef G. "
        case .fewWords: "term\(number * 7919 % 12)\(number % 8 == 7 ? ". The " : " ")"
        case .quotes: "\"A.\" 'B.' “C.” »D.« "
        case .bullets: "- item \(number)\n"
        case .addresses: "a@b.cd https://e.fg/h?i=j "
        case .accents: "e\u{301}\u{302}\u{303} "
        }
    }
}
