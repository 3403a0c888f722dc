import Analysis
import Jobs

/// Everything that a model may take for the beginning of a document: the whole from its title on, and each part.
struct DocumentOpenings: Sendable {
    private let openings: [Opening]
    /// The words that must differ between documents of one pack.
    private let starts: Set<ArraySlice<String>>

    init(_ document: Document) {
        let parts = [document.title, document.abstract, document.text].compactMap { $0.map(Opening.init) }
        self.init([Opening(joining: parts)] + parts)
    }

    /// Parts of a paper have its title in common, so only their text tells them apart, and anchors are taken from it.
    init(_ item: ProviderItem) {
        switch item.work {
        case .readPart: self.init(item.document.text.map { [Opening($0)] } ?? [])
        case .read, .merge: self.init(item.document)
        }
    }

    private init(_ openings: [Opening]) {
        self.openings = openings
        starts = Set(openings.map { $0.words.prefix(8) }.filter { !$0.isEmpty })
    }

    /// How well the anchor fits, from 0 to 1.
    func likeness(of anchor: Opening) -> Double {
        openings.reduce(0) { max($0, $1.likeness(of: anchor)) }
    }

    /// Whether an anchor could mean either.
    func isNearlyEqual(to other: DocumentOpenings) -> Bool {
        starts.isEmpty || other.starts.isEmpty || !starts.isDisjoint(with: other.starts)
    }
}
