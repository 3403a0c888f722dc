package import Analysis
import Jobs

/// Analyses a text by choosing some of its sentences. Uses no model, no network, no clock and no random numbers.
///
/// Sentences are ranked by their closeness to the centroid of the text (Radev, Jing, Styś and Tam, IPM 2004), by the
/// part of the paper that contains them, and by their wording (Edmundson, JACM 1969). Keywords are the authors' own or,
/// if there are none, frequent phrases (RAKE, Rose, Engel, Cramer and Cowley, 2010). docs/decisions/0030-summariser.md
/// shows what each of these contributes.
///
/// It cannot translate, because it only chooses sentences: `AnalysisOptions.language` is ignored, and the answer is in
/// the language of the text. The same document and options give the same analysis on every run.
package struct ExtractiveSummariser: Sendable {
    /// The most bytes of a keyword.
    static let longestKeyword = 80
    private static let mostKeywords = 8
    private static let longestPoint = 600
    private static let longestSummary = 4000

    /// Needs no configuration.
    package init() {}

    /// The analysis of `document`. Never fails. Its summary is never empty if the document has a visible character.
    ///
    /// A text of up to three sentences is its own summary. The summary has at most 4,000 bytes, a key point 600,
    /// methods and limitations 1,200 each, a keyword 80. Methods and limitations are empty if the text does not state
    /// them. Runs on the calling thread. Time and memory are linear in the size of the document.
    package func analyze(_ document: Document, options: AnalysisOptions) -> Analysis {
        let outline = PaperOutline(document)
        let index = SentenceIndex(outline, title: document.title, focus: options.focus)
        let ranking = Ranking(index)
        let whole = WholeText(document)
        let size = Size(options.length)
        let chosen = ranking.choose(size.sentences, for: .summary, atLeast: 0.03)
        let summary = ranking.text(chosen.sorted(), limit: Self.longestSummary / size.sentences - 1)
        // A short text has too few sentences for key points that are not in the summary.
        let isLong = index.sentences.count >= 2 * (size.sentences + size.points)
        let points = ranking.choose(size.points, for: .keyPoints, besides: isLong ? chosen : [], atLeast: 0.03)
            .map { Excerpt.withoutAddition(ranking.text([$0], limit: Self.longestPoint)) }
        return Analysis(
            summary: whole.ifShort ?? (summary.isEmpty ? whole.start : summary),
            keyPoints: points.isEmpty ? [whole.start].filter { !$0.isEmpty } : points,
            methods: passage(.methods, ranking),
            limitations: passage(.limitations, ranking),
            keywords: keywords(outline, index))
    }

    /// One or two sentences; the second only if it is at least half as good as the first.
    private func passage(_ part: Appraisal.Part, _ ranking: Ranking) -> String {
        ranking.text(ranking.choose(2, for: part, atLeast: 0.5).sorted(), limit: Self.longestPoint - 1)
    }

    private func keywords(_ outline: PaperOutline, _ index: SentenceIndex) -> [String] {
        let given = outline.keywordList.map { KeywordList.read(outline.bytes, $0) } ?? []
        return given.isEmpty
            ? KeywordExtractor(index).keywords(Self.mostKeywords) : Array(given.prefix(Self.mostKeywords))
    }

    private struct Size {
        let sentences: Int
        let points: Int

        init(_ length: AnalysisOptions.Length) {
            switch length {
            case .short: (sentences, points) = (2, 3)
            case .medium: (sentences, points) = (4, 5)
            case .long: (sentences, points) = (8, 8)
            }
        }
    }
}
