package import Jobs

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
    /// Of all that is sent for it.
    package let census: TextCensus

    /// - Parameter census: where it is known; else the texts are read for it.
    package init(
        document: Document, options: AnalysisOptions, work: Work = .read, attempts: Int = 0,
        census: TextCensus? = nil
    ) {
        self.document = document
        self.options = options
        self.work = work
        self.attempts = attempts
        self.census = census ?? Self.census(document, work)
    }

    private static func census(_ document: Document, _ work: Work) -> TextCensus {
        guard case .merge(let parts) = work else { return document.census }
        let analyses = parts.flatMap { [$0.summary, $0.methods, $0.limitations] + $0.keyPoints + $0.keywords }
        return TextCensus([document.title].compactMap(\.self) + analyses)
    }
}
