import Testing

@testable import PaperText

@Suite("Reading the lines of a paper")
struct PaperReaderTests {
    @Test(
        "a heading tells its depth and, by its name, the part that it opens",
        arguments: [
            ("Abstract", 1, .abstract), ("1 Introduction", 1, .introduction), ("2. Related work", 1, .related),
            ("3.1 Participants", 2, .methods), ("IV. RESULTS AND DISCUSSION", 1, .results),
            ("# Diskussion", 1, .discussion),
            ("### Limitations", 3, .limitations), ("\\section*{Fazit}", 1, .conclusion),
            ("Appendix A Proofs", 1, .appendix),
            ("Literaturverzeichnis", 1, .excluded), ("Model", 1, .body), ("Keywords", 1, .keywords),
            ("3.2 Snails at night", 2, nil), ("## Snails at night", 2, nil),
        ] as [(String, Int, Section?)])
    func section(line: String, depth: Int, section: Section?) throws {
        let heading = try #require(headings("Some text ends here.\n\n\(line)\n\nMore of it.").first)
        #expect(heading.depth == depth)
        #expect(heading.section == section)
    }

    @Test("a usual name is a heading also where no blank line parts it from the text")
    func named() {
        let text = "We end here.\nAcknowledgements\nWe thank them.\nReferences\nA. Smith. A title."
        #expect(titles(text) == ["Acknowledgements", "References"])
    }

    @Test("a usual name behind a plain number is one only where that number may follow")
    func pageTops() {
        let text = "1 Introduction\n\nText.\n\n2 Methods\n\nText.\n\n14 Methods\n\nText.\n\n3 Results\n\nText."
        #expect(titles(text) == ["Introduction", "Methods", "Results"])
    }

    @Test("a title is read together with the number above it or the rule below it")
    func several() throws {
        let heading = try #require(headings("Text.\n\n2.1\n\nSap flow\nWe measured it.", after: "1. A").last)
        #expect(heading.depth == 2)
        let text = "Sap flow\n--------\nWe measured it."
        #expect(headings(text).map(\.depth) == [2])
        #expect(lines(text) == ["We measured it."])
    }

    @Test("lines and headings are all of the text, in order")
    func everything() {
        let text = "# One\n\n  indented\n12\n\n2 Two\nText"
        #expect(lines(text) == ["indented", "12", "2 Two", "Text"])
        #expect(titles(text) == ["One"])
    }

    // MARK: Means

    private func elements(_ text: String) -> [PaperReader.Element] { Array(PaperReader(Array(text.utf8))) }

    private func headings(_ text: String, after first: String? = nil) -> [Heading] {
        elements((first.map { $0 + "\n\nText.\n\n2. B\n\n" } ?? "") + text).compactMap {
            if case .heading(let heading) = $0 { heading } else { nil }
        }
    }

    private func titles(_ text: String) -> [String] {
        headings(text).map { Array(text.utf8).string($0.title) }
    }

    /// Those that can be seen.
    private func lines(_ text: String) -> [String] {
        elements(text).compactMap {
            if case .line(let line) = $0, !line.isBlank { Array(text.utf8).string(line.range) } else { nil }
        }
    }
}
