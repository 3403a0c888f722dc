import Analysis
import Jobs
import PaperText

/// The running text of a document as cleaned paragraphs, each with its section. Other text is left out: page headers,
/// tables, formulas, programs, captions, headings.
struct PaperOutline {
    /// The cleaned text. All ranges are ranges of it.
    let bytes: [UInt8]
    let passages: [Passage]
    /// The authors' keywords, as one range of the text.
    let keywordList: Range<Int>?

    /// Takes linear time. Reads the document twice.
    init(_ document: Document) {
        let abstract = document.abstract.map { OutlineReader($0, as: .abstract) }
        let reader = document.text.map { OutlineReader($0, as: .frontMatter, after: abstract) } ?? abstract
        bytes = reader?.bytes ?? []
        var passages = reader?.passages ?? []
        ReferenceList.exclude(from: &passages, in: bytes)
        self.passages = passages
        keywordList = reader?.keywordList
    }
}
