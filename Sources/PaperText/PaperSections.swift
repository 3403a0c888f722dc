/// Where the sections of a text start.
package struct PaperSections: Sendable {
    /// A heading's line, or the first byte of the text.
    package struct Start: Hashable, Sendable {
        /// In UTF-8 bytes.
        package let offset: Int
        /// It opens one of the main parts of the paper.
        package let isMain: Bool
    }

    /// In order; the first is at 0. Never two with nothing but headings between them.
    package let starts: [Start]

    /// One pass over the text, a second over its headings.
    package init(_ text: [UInt8]) {
        var found: [(offset: Int, depth: Int)] = []
        var isBelowHeading = false
        for element in PaperReader(text) {
            switch element {
            case .heading(let heading):
                // One heading below another belongs to it.
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
        // A lone "# Title" is above the main parts.
        let main = Set(depths).sorted().first { depth in depths.count { $0 == depth } > 1 } ?? 1
        let starts = found.map { Start(offset: $0.offset, isMain: $0.depth <= main) }
        self.starts = starts.first?.offset == 0 ? starts : [Start(offset: 0, isMain: true)] + starts
    }
}
