import PaperText

/// A line that names what follows it.
struct Heading {
    /// Nil if the name is not a usual one.
    let section: Section?
    /// It is a heading wherever it stands, by its name or its marks.
    let isCertain: Bool
    /// 1 for the main parts of a paper, more for parts of parts, nil where the line does not tell.
    let depth: Int?
    /// It has the number one, as the first part after the front matter does.
    let isFirst: Bool

    private static let widest = 90

    /// Nil if the line does not have the shape of a heading. Where it stands is for the caller to judge.
    init?(_ line: TextLine, in bytes: [UInt8]) {
        guard line.width <= Self.widest, line.words <= 14, line.letters > 0 else { return nil }
        guard let (textStart, depth) = Self.numbering(bytes, line.range) else { return nil }
        let end = Self.textEnd(bytes, textStart..<line.range.upperBound)
        guard textStart < end else { return nil }
        let isMarked = bytes[line.range.lowerBound] == UInt8(ascii: "#")
        let first = CharacterKind(bytes.scalar(at: textStart).value)
        guard isMarked || first == .upper || first == .caseless || first == .unspaced else { return nil }
        let match = SectionNames.match(bytes[textStart..<end])
        self.depth = depth
        isFirst = Self.firstNumbers.contains { bytes.has($0, at: line.range.lowerBound) }
        section = match?.section ?? (bytes.has("Appendix", at: textStart) ? .appendix : nil)
        isCertain = isMarked || match?.isCertain == true
        if !isCertain, !Self.hasHeadingShape(line, bytes) { return nil }
    }

    private static func hasHeadingShape(_ line: TextLine, _ bytes: [UInt8]) -> Bool {
        let last = bytes[line.range.upperBound - 1]
        guard last.isWordlike || last.isDigit || last == UInt8(ascii: ")") || last == UInt8(ascii: "?") else {
            return false
        }
        return line.letters * 10 >= line.ink * 7
    }

    private static let firstNumbers: [StaticString] = ["1 ", "1. ", "I ", "I. "]

    /// Skips "3", "3.1", "IV.", "A." and "##"; nil if nothing is left.
    private static func numbering(_ bytes: [UInt8], _ range: Range<Int>) -> (textStart: Int, depth: Int?)? {
        let number = bytes[range].prefix { $0 != .space }
        guard let mark = number.first else { return nil }
        var depth: Int?
        if number.allSatisfy({ $0 == UInt8(ascii: "#") }) {
            depth = number.count
        } else if mark.isDigit, number.allSatisfy({ $0.isDigit || $0 == .stop }) {
            depth = number.split(separator: .stop).count
        } else if number.last == .stop, number.dropLast().allSatisfy(isNumeral) {
            depth = 1
        } else if number.last == .stop, number.count == 2, mark.isUpper {
            depth = 2
        }
        var index = depth == nil ? range.lowerBound : number.endIndex
        while index < range.upperBound, bytes[index] <= .space || bytes[index] == UInt8(ascii: "*") { index += 1 }
        return index < range.upperBound ? (index, depth) : nil
    }

    private static func isNumeral(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "I") || byte == UInt8(ascii: "V") || byte == UInt8(ascii: "X")
    }

    private static func textEnd(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
        var end = range.upperBound
        while end > range.lowerBound, !bytes[end - 1].isWordlike, !bytes[end - 1].isDigit { end -= 1 }
        return end
    }
}
