/// One line of a text in its original form, and its measurements.
package struct TextLine {
    /// Offset of its first byte.
    package let start: Int
    /// Without blanks at both ends.
    package let range: Range<Int>
    package private(set) var letters = 0
    package private(set) var digits = 0
    package private(set) var symbols = 0
    /// Runs of three blanks or more, and tabs: the gaps between the columns of a table.
    package private(set) var gaps = 0
    package private(set) var words = 0
    /// Characters that are typical of programs.
    package private(set) var codeMarks = 0

    /// - Parameter line: the range of the line without its line end.
    package init(_ bytes: [UInt8], _ line: Range<Int>) {
        range = bytes.trimmed(line)
        start = line.lowerBound
        measure(bytes)
    }

    /// In bytes.
    package var width: Int { range.count }
    /// Number of blanks at its start.
    package var indent: Int { range.lowerBound - start }
    package var isBlank: Bool { range.isEmpty }
    package var ink: Int { letters + digits + symbols }

    private mutating func measure(_ bytes: [UInt8]) {
        var blanks = 1
        for index in range {
            let byte = bytes[index]
            if byte <= .space {
                blanks += byte == 9 ? 3 : 1
                continue
            }
            if blanks > 0 {
                words += 1
                if blanks >= 3 { gaps += 1 }
                blanks = 0
            }
            if byte.isWordlike {
                letters += 1
            } else if byte.isDigit {
                digits += 1
            } else {
                symbols += 1
                if Self.codeMarks.contains(byte) { codeMarks += 1 }
            }
        }
    }

    private static let ends = Set(".!?:\")]".utf8)
    private static let codeMarks = Set("{};=<>|\\$&~^#@".utf8)

    /// Whether it is only a number or a few other characters, such as a page number or a footnote mark.
    package var isStray: Bool {
        letters == 0 && ink <= 6
    }

    /// The character of a line that repeats one character, as below a heading or between parts; nil for other lines.
    package func ruleSign(_ bytes: [UInt8]) -> UInt8? {
        guard symbols >= 3, letters == 0, digits == 0 else { return nil }
        let sign = bytes[range.lowerBound]
        return bytes[range].allSatisfy { $0 == sign } ? sign : nil
    }

    /// Whether the text seems to continue after this line, because it does not end like a sentence.
    package func isUnfinished(_ bytes: [UInt8]) -> Bool {
        guard let last = range.last else { return false }
        if bytes[last] < 0x80 { return !Self.ends.contains(bytes[last]) }
        return CharacterKind(bytes.scalar(at: bytes.scalarStart(at: last)).value).isLetter
    }

    /// The kind of its first character.
    package func startKind(_ bytes: [UInt8]) -> CharacterKind {
        range.isEmpty ? .space : CharacterKind(bytes.scalar(at: range.lowerBound).value)
    }
}
