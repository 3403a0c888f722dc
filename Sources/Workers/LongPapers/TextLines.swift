/// The lines of a text in UTF-8.
enum TextLines {
    /// Where a line stands.
    struct Line: Hashable, Sendable {
        /// The line's first byte.
        let start: Int
        /// Without the blanks at both ends.
        let content: Range<Int>

        var isBlank: Bool { content.isEmpty }
    }

    /// In order; one pass.
    static func of(_ text: [UInt8]) -> [Line] {
        var lines: [Line] = []
        var start = 0
        while start < text.count {
            let end = text[start...].firstIndex(of: 0x0A) ?? text.count
            lines.append(Line(start: start, content: trimmed(text, start..<end)))
            start = end + 1
        }
        return lines
    }

    /// Without the blanks and line ends at both ends.
    static func trimmed(_ text: [UInt8], _ range: Range<Int>) -> Range<Int> {
        var (lower, upper) = (range.lowerBound, range.upperBound)
        while lower < upper, isSpace(text[lower]) { lower += 1 }
        while upper > lower, isSpace(text[upper - 1]) { upper -= 1 }
        return lower..<upper
    }

    /// A blank, a tab, a line end or another control character.
    static func isSpace(_ byte: UInt8) -> Bool { byte <= 0x20 }
}
