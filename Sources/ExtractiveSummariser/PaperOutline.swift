import Analysis
import Jobs
import PaperText

/// The running text of a document as cleaned paragraphs, each with the part it plays. Left out is what is no running
/// text: page headers, tables, formulas, programs, captions, headings.
struct PaperOutline {
    /// The cleaned text that all ranges point into.
    let bytes: [UInt8]
    let passages: [Passage]
    /// What the authors give as keywords, as one range of the text.
    let keywordList: Range<Int>?

    /// Cost: linear in the document, which is read twice.
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
