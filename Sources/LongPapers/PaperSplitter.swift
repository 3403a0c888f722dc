import Analysis
import Jobs
import PaperText

/// Cuts a paper into parts that can be read by themselves, each with the paper's title. The same paper and size give
/// the same parts, and a section that did not change gives the same parts in a revised paper, so that their analyses
/// serve again.
struct PaperSplitter: Sendable {
    /// Tokens of one part at most: title, abstract and text.
    let partTokens: Int
    /// Tokens that a part in the middle of a section repeats of the one before.
    let overlap: Int
    /// Tokens of a text as the provider counts them; never less for a longer text.
    let measure: @Sendable (String) -> Int

    /// - Parameter overlap: never more than a tenth of a part.
    init(partTokens: Int, overlap: Int = 100, measure: @escaping @Sendable (String) -> Int) {
        self.partTokens = partTokens
        self.overlap = min(overlap, partTokens / 10)
        self.measure = measure
    }

    /// At least one, in the order of the text. Blank stretches are left out, everything else is in one of them. The
    /// first has the abstract. A title or an abstract as long as a text is cut as the text is.
    func parts(of paper: Document) -> [Document] {
        var front = paper
        let most = partTokens / 4
        var leading: [String] = []
        if let title = front.title, measure(title) > most {
            leading.append(title)
            front = Document(abstract: front.abstract, text: front.text)
        }
        if let abstract = front.abstract, front.text == nil || measure(abstract) > most {
            leading.append(abstract)
            front = Document(title: front.title, text: front.text)
        }
        let text = (leading + [front.text].compactMap { $0 }).joined(separator: "\n\n")
        let room = partTokens - (front.title.map(measure) ?? 0)
        let cutter = TextCutter(text: Array(text.utf8), overlap: overlap, measure: measure)
        let texts = cutter.stretches(room: room, first: room - (front.abstract.map(measure) ?? 0))
            .map(cutter.trimmedString)
        guard let first = texts.first else { return [paper] }
        return [Document(title: front.title, abstract: front.abstract, text: first)]
            + texts.dropFirst().map { Document(title: front.title, text: $0) }
    }

    /// A part in two, for a provider that counts more than was thought; nil when there is too little to be cut.
    func halves(of part: Document) -> [Document]? {
        guard let text = part.text, text.utf8.count >= Self.leastBytes else { return nil }
        let cutter = TextCutter(text: Array(text.utf8), overlap: overlap, measure: measure)
        let end = cutter.text.count
        let cut = cutter.cut(from: 0, near: end / 2, limit: end, at: TextBreaks(cutter.text, 0..<end))
        let (first, second) = (cutter.trimmedString(0..<cut), cutter.trimmedString(cut..<end))
        guard !first.isEmpty, !second.isEmpty else { return nil }
        return [
            Document(title: part.title, abstract: part.abstract, text: first),
            Document(title: part.title, text: second),
        ]
    }

    /// UTF-8 bytes below which a part is not the reason why a call is too large.
    private static let leastBytes = 256
}

extension TextCutter {
    /// Without blanks at the ends, as canonical texts are: they would only make equal parts unequal.
    fileprivate func trimmedString(_ range: Range<Int>) -> String {
        text.string(text.trimmed(range))
    }
}
