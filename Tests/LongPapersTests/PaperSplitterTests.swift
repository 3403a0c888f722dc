import Analysis
import Jobs
import Testing

@testable import LongPapers

@Suite struct PaperSplitterTests {
    private let measure: @Sendable (String) -> Int = { $0.utf8.count / 4 + 16 }

    private func splitter(_ partTokens: Int) -> PaperSplitter {
        PaperSplitter(partTokens: partTokens, measure: measure)
    }

    @Test("the title travels with every part, the abstract with the first, and parts are no larger than they may be")
    func front() {
        let paper = Document(
            title: "A title", abstract: String(repeating: "Short. ", count: 20),
            text: PaperText.sections(10, sentences: 30))
        let parts = splitter(600).parts(of: paper)
        #expect(parts.count > 5)
        #expect(parts.allSatisfy { $0.title == "A title" })
        #expect(parts.map { $0.abstract != nil } == [true] + Array(repeating: false, count: parts.count - 1))
        for part in parts {
            #expect([part.title, part.abstract, part.text].compactMap { $0.map(measure) }.reduce(0, +) <= 600)
        }
        #expect(Set(parts.flatMap { PaperText.matters(in: $0.text ?? "") }) == PaperText.matters(10))
    }

    @Test("parts are in canonical form: no blanks at their ends")
    func trimmed() {
        for part in splitter(300).parts(of: Document(text: PaperText.sections(10, sentences: 30))) {
            #expect(part.text?.first?.isWhitespace == false)
            #expect(part.text?.last?.isWhitespace == false)
        }
    }

    @Test("a title or an abstract as long as a text is cut as one")
    func longFront() {
        let long = PaperText.sections(6, sentences: 30)
        let abstracts = splitter(600).parts(of: Document(title: "T", abstract: long, text: "The text about matter7x."))
        #expect(Set(abstracts.flatMap { PaperText.matters(in: $0.text ?? "") }) == PaperText.matters(7))
        #expect(abstracts.allSatisfy { $0.abstract == nil && $0.title == "T" })
        let titles = splitter(600).parts(of: Document(title: long))
        #expect(Set(titles.flatMap { PaperText.matters(in: $0.text ?? "") }) == PaperText.matters(6))
        #expect(titles.allSatisfy { $0.title == nil })
    }

    @Test("a short paper is one part, as it is; so is one without anything")
    func short() {
        let paper = Document(title: "T", abstract: "Short.", text: "Text.")
        #expect(splitter(300).parts(of: paper) == [paper])
        #expect(splitter(300).parts(of: Document(title: "T")) == [Document(title: "T")])
        #expect(splitter(300).parts(of: Document()) == [Document()])
    }

    @Test("a part that is too large is cut in two at a good place, until too little is left")
    func halves() throws {
        let part = Document(title: "T", abstract: "Abstract.", text: PaperText.section(1, sentences: 40))
        let halves = try #require(splitter(600).halves(of: part))
        #expect(halves.map(\.title) == ["T", "T"])
        #expect(halves.map(\.abstract) == ["Abstract.", nil])
        #expect(halves.compactMap(\.text).joined(separator: "\n") == part.text)
        #expect(splitter(600).halves(of: Document(text: "Too short.")) == nil)
        #expect(splitter(600).halves(of: Document(abstract: "Only an abstract.")) == nil)
    }

    @Test("the overlap is never more than a tenth of a part")
    func overlap() {
        #expect(splitter(300).overlap == 30)
        #expect(splitter(10_000).overlap == 100)
    }
}
