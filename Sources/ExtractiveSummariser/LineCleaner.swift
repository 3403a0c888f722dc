import PaperText

/// Appends lines to the cleaned text. Puts one space between words, joins words that are hyphenated at a line end,
/// splits ligatures, and removes markup of Markdown and HTML.
struct LineCleaner {
    /// The cleaned text. Each passage ends with a newline, and there are no other newlines.
    private(set) var bytes: [UInt8] = []
    private var source: [UInt8] = []
    private let keepsMarkup: Bool

    init(keepsMarkup: Bool = false) {
        self.keepsMarkup = keepsMarkup
    }

    /// The lines appended from now on are ranges of `source`.
    mutating func read(_ source: [UInt8]) {
        self.source = source
        bytes.reserveCapacity(bytes.count + source.count + 16)
    }

    mutating func append(_ line: Range<Int>, continuing isContinued: Bool) {
        if isContinued { joinLines(nextLineStart: line.lowerBound) }
        var index = line.lowerBound
        while index < line.upperBound {
            let byte = source[index]
            if byte <= .space {
                appendSpace()
                index += 1
            } else if byte >= 0x80 {
                index += appendScalar(at: index)
            } else {
                let next = keepsMarkup ? index : endOfMarkup(at: index, line)
                if next == index { bytes.append(byte) }
                index = max(next, index + 1)
            }
        }
    }

    mutating func endPassage() {
        while bytes.last == .space { bytes.removeLast() }
        bytes.append(.newline)
    }

    private mutating func appendSpace() {
        if let last = bytes.last, last != .space, last != .newline { bytes.append(.space) }
    }

    /// Joins the end of a line to the next line. A hyphen at the line end is removed if a small letter follows, unless
    /// the word before it is a compound, has a capital inside, or often precedes a hyphen.
    private mutating func joinLines(nextLineStart: Int) {
        guard bytes.last == .hyphen, bytes.count > 1, bytes[bytes.count - 2].isWordlike else { return appendSpace() }
        guard source[nextLineStart].isLower || source[nextLineStart] >= 0xC3 else { return }
        var start = bytes.count - 1
        let lowest = max(0, start - WordReader.longestWord)
        while start > lowest, bytes[start - 1].isWordlike { start -= 1 }
        let isCompound = start > 0 && bytes[start - 1] == .hyphen
        let hasCapital = bytes[start...].dropFirst().contains { $0.isUpper }
        if isCompound || hasCapital || Self.prefixes.contains(Substring(bytes.string(start..<bytes.count - 1))) {
            return
        }
        bytes.removeLast()
    }

    private static let prefixes = Set(
        """
        all cross data double ex five four full half hand high ill in large left long low many mid much multi non on \
        one open out pair peer real right second self semi short single small so state step three time two up user \
        well wide zero
        """.split(separator: " "))

    /// Returns the number of bytes read.
    private mutating func appendScalar(at index: Int) -> Int {
        let (scalar, length) = source.scalar(at: index)
        switch scalar {
        case 0xAD, 0x200B...0x200D, 0x2060, 0xFEFF, 0xFFFD:
            if keepsMarkup { bytes.append(contentsOf: source[index..<index + length]) }
        case 0x80...0xA0, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: appendSpace()
        case 0x2010, 0x2011: bytes.append(.hyphen)
        case 0xFB00...0xFB04: bytes.append(contentsOf: Self.ligatures[Int(scalar - 0xFB00)].utf8)
        default: bytes.append(contentsOf: source[index..<index + length])
        }
        return length
    }

    private static let ligatures = ["ff", "fi", "fl", "ffi", "ffl"]

    /// Where the text continues after markup of Markdown, reStructuredText or HTML at `index`; `index` itself if there
    /// is none.
    private func endOfMarkup(at index: Int, _ line: Range<Int>) -> Int {
        switch source[index] {
        case UInt8(ascii: "`"):
            return source.has("`_", at: index) ? index + 2 : index + 1
        case UInt8(ascii: "*"), UInt8(ascii: "_"):
            return endOfEmphasis(at: index, line)
        case UInt8(ascii: "<") where index + 1 < line.upperBound && !source.has("<http", at: index):
            let next = source[index + 1]
            guard next.isLower || next == UInt8(ascii: "/") || next == UInt8(ascii: "!") else { return index }
            return end(of: UInt8(ascii: ">"), from: index, line)
                ?? (source.has("<!--", at: index) ? line.upperBound : index)
        case UInt8(ascii: ":"):
            // The name of a role before quoted text, as in ":ref:`text`".
            let name = source[index + 1..<min(index + 12, line.upperBound)].prefix { $0.isLower }
            return !name.isEmpty && source.has(":`", at: name.endIndex) ? name.endIndex + 1 : index
        case UInt8(ascii: "!") where source.has("![", at: index):
            return endOfLink(at: index + 1, line) ?? index
        case UInt8(ascii: "[") where source.has("[@", at: index) || source.has("[^", at: index):
            return end(of: UInt8(ascii: "]"), from: index, line) ?? index
        case UInt8(ascii: "["):
            return endOfLink(at: index, line) == nil ? index : index + 1
        case UInt8(ascii: "]") where source.has("](", at: index):
            return end(of: UInt8(ascii: ")"), from: index, line) ?? index
        default:
            return index
        }
    }

    /// Pairs of asterisks or underscores, or single ones at the edge of a word.
    private func endOfEmphasis(at index: Int, _ line: Range<Int>) -> Int {
        let mark = source[index]
        if index + 1 < line.upperBound, source[index + 1] == mark { return index + 2 }
        let before = index > line.lowerBound ? source[index - 1] : .space
        let after = index + 1 < line.upperBound ? source[index + 1] : .space
        let opens = !before.isWordlike && !before.isDigit && after.isWordlike
        let closes = before.isWordlike && !after.isWordlike && !after.isDigit && after != UInt8(ascii: "(")
        return opens || closes ? index + 1 : index
    }

    private func endOfLink(at index: Int, _ line: Range<Int>) -> Int? {
        guard let text = end(of: UInt8(ascii: "]"), from: index, line), source.has("(", at: text) else { return nil }
        return end(of: UInt8(ascii: ")"), from: text, line)
    }

    /// The position after the next such character; nil if it is far away. Markup is short, so it is then not the end of
    /// markup.
    private func end(of mark: UInt8, from index: Int, _ line: Range<Int>) -> Int? {
        source[index..<min(line.upperBound, index + 300)].firstIndex(of: mark).map { $0 + 1 }
    }
}
