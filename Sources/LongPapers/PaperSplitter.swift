import Analysis
import Jobs
import PaperText

/// Cuts a paper into parts that can be read separately, each with the paper's title. The same paper and size give the
/// same parts. In a revised paper, unchanged sections usually give the same parts, so that their analyses are reused.
struct PaperSplitter: Sendable {
    /// Maximum tokens of one part: title, abstract and text.
    let partTokens: Int
    /// Maximum tokens that a part in the middle of a section repeats from the part before it.
    let overlap: Int
    /// Tokens of a text as the provider counts them; never less for a longer text.
    let measure: @Sendable (String) -> Int

    /// - Parameter overlap: limited to a tenth of a part.
    init(partTokens: Int, overlap: Int = 100, measure: @escaping @Sendable (String) -> Int) {
        self.partTokens = partTokens
        self.overlap = min(overlap, partTokens / 10)
        self.measure = measure
    }

    /// At least one part, in the order of the text. Blank stretches are left out; everything else is in one of the
    /// parts. The first part has the abstract. A title or an abstract of more than a quarter of a part is cut like
    /// text.
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

    /// The two halves of a part, for a provider that counts more tokens than estimated; nil if the part is too short.
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

    /// A part with fewer UTF-8 bytes is not the reason why a call is too large.
    private static let leastBytes = 256
}

extension TextCutter {
    /// Without blanks at the ends, like canonical texts. Otherwise equal parts could have different keys.
    fileprivate func trimmedString(_ range: Range<Int>) -> String {
        text.string(text.trimmed(range))
    }
}
