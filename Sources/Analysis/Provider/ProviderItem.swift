/// One piece of work of a call.
package struct ProviderItem: Sendable {
    /// What is to be done.
    package enum Work: Hashable, Sendable {
        /// Analyse the document.
        case read
        /// Analyse the document, which is this part of so many of a long paper; the first is 1.
        case readPart(Int, of: Int)
        /// Make one analysis of those of a paper's parts, in their order. The document has at most the paper's title.
        case merge([Analysis])
    }

    package let document: Document
    package let options: AnalysisOptions
    package let work: Work
    /// Attempts of its own that failed so far: an answer that was cut off may need more room.
    package let attempts: Int

    package init(document: Document, options: AnalysisOptions, work: Work = .read, attempts: Int = 0) {
        self.document = document
        self.options = options
        self.work = work
        self.attempts = attempts
    }
}
