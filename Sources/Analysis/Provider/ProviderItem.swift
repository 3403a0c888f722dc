package import Jobs

/// One piece of work in a provider call.
package struct ProviderItem: Sendable {
    /// What to do.
    package enum Work: Hashable, Sendable {
        /// Analyse the document.
        case read
        /// Analyse the document, which is one part of a long paper. The values are its number, from 1, and the number
        /// of parts.
        case readPart(Int, of: Int)
        /// Merge the analyses of a paper's parts, in their order, into one. The document has at most the paper's title.
        case merge([Analysis])
    }

    package let document: Document
    package let options: AnalysisOptions
    package let work: Work
    /// How many attempts have failed so far. An answer that was cut off may need more room.
    package let attempts: Int
    /// The census of all text that is sent for it.
    package let census: TextCensus

    /// - Parameter census: if it is known; otherwise the texts are read to count it.
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
