/// How good a place is to cut a text, from the worst on.
enum TextBreak: Int, Comparable, Sendable {
    case word
    case line
    case sentence
    /// A blank line after a sentence's end. One within a sentence is a page's.
    case paragraph

    static func < (left: TextBreak, right: TextBreak) -> Bool { left.rawValue < right.rawValue }

    /// What ends right before this offset; nil in the middle of a word or of a character.
    /// - Parameter start: nothing before it is looked at.
    init?(in text: [UInt8], at offset: Int, from start: Int) {
        guard offset > start, offset < text.count, !TextLines.isSpace(text[offset]) else { return nil }
        guard TextLines.isSpace(text[offset - 1]) else {
            guard SentenceEnds.isWideEnd(text, offset), !Self.isExtending(text, offset) else { return nil }
            self = .sentence
            return
        }
        var end = offset
        var lineEnds = 0
        while end > start, TextLines.isSpace(text[end - 1]) {
            end -= 1
            if text[end] == 0x0A { lineEnds += 1 }
        }
        guard end > start, text[offset - 1] == 0x0A || !Self.isExtending(text, offset) else { return nil }
        if SentenceEnds.isEnd(text, end), !Self.isLowercase(text, offset) {
            self = lineEnds > 1 ? .paragraph : .sentence
        } else {
            self = lineEnds > 0 ? .line : .word
        }
    }

    /// The best place to cut within the range; of equal ones the nearest to `target`. Nil where there is none.
    static func best(in text: [UInt8], _ range: ClosedRange<Int>, near target: Int, from start: Int) -> Int? {
        var best: (kind: TextBreak, offset: Int)?
        for offset in range {
            guard let kind = TextBreak(in: text, at: offset, from: start) else { continue }
            if let best {
                if kind < best.kind { continue }
                if kind == best.kind, abs(offset - target) >= abs(best.offset - target) { continue }
            }
            best = (kind, offset)
        }
        return best?.offset
    }

    private static func isLowercase(_ text: [UInt8], _ offset: Int) -> Bool {
        scalar(text, offset)?.properties.isLowercase ?? false
    }

    /// The scalar at the offset belongs to what stands before it, be it a blank.
    private static func isExtending(_ text: [UInt8], _ offset: Int) -> Bool {
        guard text[offset] >= 0x80, let scalar = scalar(text, offset) else { return false }
        return scalar.properties.isGraphemeExtend || scalar.value == 0x200D
            || scalar.properties.generalCategory == .spacingMark
    }

    private static func scalar(_ text: [UInt8], _ offset: Int) -> Unicode.Scalar? {
        String(decoding: text[offset..<min(offset + 4, text.count)], as: UTF8.self).unicodeScalars.first
    }
}
