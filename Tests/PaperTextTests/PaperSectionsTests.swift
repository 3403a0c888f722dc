import Testing

@testable import PaperText

@Suite struct PaperSectionsTests {
    /// The first lines of the sections that are found.
    private func headings(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        return PaperSections(bytes).starts.dropFirst(0).map { start in
            String(decoding: bytes[start.offset...].prefix { $0 != 0x0A }, as: UTF8.self)
        }
    }

    private static let prose = "This is a sentence of the text.\nIt goes on in the next line.\n\n"

    @Test(
        "headings of many kinds start a section",
        arguments: [
            "1. Introduction", "1 Methods and data", "3.1. A first example", "3.1.2 Details", "IV. RESULTS",
            "A. Proofs", "B.1 More proofs", "Appendix C", "Results", "Materials and methods", "RELATED WORK",
            "## Setup", "\\section{Setup}", "\\subsection*{More}", "Zusammenfassung", "参考文献",
        ])
    func kinds(heading: String) {
        let text = "A paper about something.\n\n" + Self.prose + heading + "\n" + Self.prose
        #expect(headings(text) == ["A paper about something.", heading])
    }

    @Test(
        "what only looks like a heading starts none",
        arguments: [
            "1. Varying the shape of plots to yield spine plots\n(Hofmann 2001) and more of it.",
            "2. Using shadings to show models and\nsignificance of tests.",
            "3. RcppExport is a macro that helps with calling a function.",
            "12", "12 The framework", "7.0\n\nGender\n", "3.1\n\nGender\n", "the results of it all", "x", "(1) y = 2 x",
            "1998 was a good year for us, they said, and for",
        ])
    func others(line: String) {
        let text = "A paper about something.\n\n" + Self.prose + line + "\n" + Self.prose
        #expect(headings(text) == ["A paper about something."])
    }

    @Test("what the tops of pages repeat is no heading, nor what stands in the middle of a sentence")
    func pages() {
        let page = { (number: Int) in "It goes on and\n\n\(number)\n\nTHE FRAMEWORK\n\non the next page. It ends.\n\n" }
        let text = "1. Introduction\n" + (2...5).map(page).joined() + "2. Methods\nWe did it.\n"
        #expect(headings(text) == ["1. Introduction", "2. Methods"])
    }

    @Test("a number may have a line of its own above the title")
    func numberAbove() {
        let text =
            "1\n\nIntroduction\n\n" + Self.prose + "2\n\nThe framework\n\n" + Self.prose + "2.1\n\nPlots\n" + Self.prose
        #expect(headings(text) == ["1", "2", "2.1"])
    }

    @Test("a title that is underlined is a heading")
    func underlined() {
        #expect(headings("Setup\n=====\n" + Self.prose + "Details\n-------\n" + Self.prose) == ["Setup", "Details"])
    }

    @Test("headings with nothing between them are one start, as main as the first of them")
    func stacked() {
        let text = "1. Introduction\n" + Self.prose + "2. The API\n2.1. An example\n" + Self.prose
        let starts = PaperSections(Array(text.utf8)).starts
        #expect(headings(text) == ["1. Introduction", "2. The API"])
        #expect(starts.map(\.isMain) == [true, true])
    }

    @Test("the main parts are those that occur more than once: a lone title is above them")
    func main() {
        let text =
            "# Title\n" + Self.prose + "## One\n" + Self.prose + "### Deep\n" + Self.prose + "## Two\n" + Self.prose
        #expect(PaperSections(Array(text.utf8)).starts.map(\.isMain) == [true, true, false, true])
    }

    @Test("a text without headings is one section, an empty one as well")
    func none() {
        #expect(PaperSections(Array("no heading at all".utf8)).starts.map(\.offset) == [0])
        #expect(PaperSections([]).starts.map(\.offset) == [0])
    }
}
