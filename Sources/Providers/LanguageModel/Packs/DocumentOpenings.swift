import Analysis
import Jobs

/// Everything that a model may use as the beginning of a document: the title with what follows, and each part.
struct DocumentOpenings: Sendable {
    private let openings: [Opening]
    /// The first words, which must differ between documents of one pack.
    private let starts: Set<ArraySlice<String>>

    init(_ document: Document) {
        let parts = [document.title, document.abstract, document.text].compactMap { $0.map(Opening.init) }
        self.init([Opening(joining: parts)] + parts)
    }

    /// The parts of a paper share its title, so only their text distinguishes them, and anchors are taken from it.
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

    /// How well the anchor matches, from 0 to 1.
    func likeness(of anchor: Opening) -> Double {
        openings.reduce(0) { max($0, $1.likeness(of: anchor)) }
    }

    /// Whether an anchor could belong to either.
    func isNearlyEqual(to other: DocumentOpenings) -> Bool {
        starts.isEmpty || other.starts.isEmpty || !starts.isDisjoint(with: other.starts)
    }
}
