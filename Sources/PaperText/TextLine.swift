/// One line of a text as it stands in the source, and what its shape tells.
package struct TextLine {
    /// Without the blanks at both ends.
    package let range: Range<Int>
    /// Of blanks at the start.
    package let indent: Int
    package private(set) var letters = 0
    package private(set) var digits = 0
    package private(set) var upper = 0
    package private(set) var symbols = 0
    /// Runs of three blanks or more, and tabs: the gaps between the columns of a table.
    package private(set) var gaps = 0
    package private(set) var words = 0
    /// Bytes of signs that mean a program, not prose.
    package private(set) var codeMarks = 0

    /// Of a line without its line end.
    package init(_ bytes: [UInt8], _ line: Range<Int>) {
        var lower = line.lowerBound
        var upperBound = line.upperBound
        while lower < upperBound, bytes[lower] <= .space { lower += 1 }
        while upperBound > lower, bytes[upperBound - 1] <= .space { upperBound -= 1 }
        range = lower..<upperBound
        indent = lower - line.lowerBound
        measure(bytes)
    }

    /// In bytes.
    package var width: Int { range.count }
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
                if byte.isUpper { upper += 1 }
            } else if byte.isDigit {
                digits += 1
            } else {
                symbols += 1
                if Self.isCodeMark(byte) { codeMarks += 1 }
            }
        }
    }

    private static func isCodeMark(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ";"), UInt8(ascii: "="), UInt8(ascii: "<"),
            UInt8(ascii: ">"), UInt8(ascii: "|"), UInt8(ascii: "\\"), UInt8(ascii: "$"), UInt8(ascii: "&"),
            UInt8(ascii: "~"), UInt8(ascii: "^"), UInt8(ascii: "#"), UInt8(ascii: "@"):
            true
        default: false
        }
    }

    /// Only a number or a sign or two: a page number, a footnote mark.
    package var isStray: Bool {
        letters == 0 && ink <= 6
    }

    /// Too few letters for prose: a row of numbers, a formula, a row of dots in a table of contents.
    package func isTabular(_ bytes: [UInt8]) -> Bool {
        guard ink > 0 else { return false }
        if letters * 5 < ink * 2 { return true }
        if bytes[range.lowerBound] == UInt8(ascii: "|") || bytes.has("│", at: range.lowerBound) || gaps >= 3 {
            return true
        }
        return hasLeaders(bytes)
    }

    private func hasLeaders(_ bytes: [UInt8]) -> Bool {
        guard symbols >= 4 else { return false }
        var dots = 0
        for index in range where bytes[index] != .space {
            dots = bytes[index] == .stop ? dots + 1 : 0
            if dots == 5 { return true }
        }
        return false
    }

    /// Source code by its signs, its prompt, or how it ends.
    package func isCode(_ bytes: [UInt8]) -> Bool {
        guard ink > 0 else { return false }
        if bytes.has("R>", at: range.lowerBound) || bytes.has(">>>", at: range.lowerBound) { return true }
        let last = bytes[range.upperBound - 1]
        if last == UInt8(ascii: "{") || last == UInt8(ascii: "}") { return true }
        if last == UInt8(ascii: ";"), codeMarks > 1 || words <= 2 { return true }
        return codeMarks * 8 > ink && codeMarks > 2
    }

    /// A row of one sign only, as under a heading or between parts: the sign.
    package func ruleSign(_ bytes: [UInt8]) -> UInt8? {
        guard symbols >= 3, letters == 0, digits == 0 else { return nil }
        let sign = bytes[range.lowerBound]
        return bytes[range].allSatisfy { $0 == sign } ? sign : nil
    }

    /// What the writer meant to go on after this line: it does not end as a sentence does.
    package func isUnfinished(_ bytes: [UInt8]) -> Bool {
        guard !range.isEmpty else { return false }
        switch bytes[range.upperBound - 1] {
        case .stop, UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: "\""), UInt8(ascii: ")"),
            UInt8(ascii: "]"):
            return false
        default:
            let start = bytes.scalarStart(at: range.upperBound - 1)
            let kind = CharacterKind(bytes.scalar(at: start).value)
            return kind.isLetter || kind == .digit || bytes[start] < 0x80
        }
    }

    /// What its first character is.
    package func startKind(_ bytes: [UInt8]) -> CharacterKind {
        range.isEmpty ? .space : CharacterKind(bytes.scalar(at: range.lowerBound).value)
    }
}
