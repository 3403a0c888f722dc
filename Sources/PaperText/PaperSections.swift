/// Where the sections of a text start.
package struct PaperSections: Sendable {
    /// The start of a section: the line of its heading, or the first byte of the text.
    package struct Start: Hashable, Sendable {
        /// In bytes of UTF-8.
        package let offset: Int
        /// Whether it opens one of the main parts of the paper.
        package let isMain: Bool
    }

    /// In order; the first is at 0. Headings without text between them count as one start.
    package let starts: [Start]

    /// Takes one pass over the text and one over its headings.
    package init(_ text: [UInt8]) {
        var found: [(offset: Int, depth: Int)] = []
        var isBelowHeading = false
        for element in PaperReader(text) {
            switch element {
            case .heading(let heading):
                // A heading directly below another one belongs to the same section.
                if isBelowHeading, let last = found.indices.last {
                    found[last].depth = min(found[last].depth, heading.depth)
                } else {
                    found.append((heading.start, heading.depth))
                }
                isBelowHeading = true
            case .line(let line):
                if !line.isBlank, !line.isStray { isBelowHeading = false }
            }
        }
        let depths = found.map(\.depth)
        // A single "# Title" ranks above the main parts.
        let main = Set(depths).sorted().first { depth in depths.count { $0 == depth } > 1 } ?? 1
        let starts = found.map { Start(offset: $0.offset, isMain: $0.depth <= main) }
        self.starts = starts.first?.offset == 0 ? starts : [Start(offset: 0, isMain: true)] + starts
    }
}
