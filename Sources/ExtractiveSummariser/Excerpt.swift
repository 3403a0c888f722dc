import PaperText

/// Prepares a sentence of a paper for standing alone: removes references to other work and to figures.
enum Excerpt {
    /// The text of `range` without "[12]", "(Smith et al., 2019)", "(see Fig. 3)" and the spaces before them, cut to
    /// `limit` bytes.
    static func text(_ bytes: [UInt8], _ range: Range<Int>, limit: Int) -> String {
        var kept: [UInt8] = []
        kept.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            if let end = reference(in: bytes, at: index, range) {
                index = end
                continue
            }
            let byte = bytes[index]
            if kept.last == .space, byte == .space || isClosing(byte) { kept.removeLast() }
            kept.append(byte)
            index += 1
        }
        let trimmed = kept.trimmed(kept.indices)
        guard trimmed.count > limit else { return kept.string(trimmed) }
        return kept.string(trimmed.lowerBound..<kept.cut(trimmed, limit: limit - 3)) + "…"
    }

    /// Removes an opening that only adds the sentence to the previous one, such as "Moreover,". Openings of contrast
    /// stay.
    static func withoutAddition(_ sentence: String) -> String {
        guard let opening = additions.first(where: { sentence.hasPrefix($0) }) else { return sentence }
        let rest = sentence.dropFirst(opening.count)
        return rest.prefix(1).uppercased() + rest.dropFirst()
    }

    private static let additions = """
        In conclusion,|In summary,|To summarize,|Moreover,|Furthermore,|In addition,|Additionally,|Finally,|Also,|\
        Besides,|Lastly,|First,|Second,|Third,|Overall,|De plus,|Enfin,|En conclusion,|Además,|En conclusión,|\
        Inoltre,|Além disso,
        """.split(separator: "|").map { $0 + " " }

    private static func isClosing(_ byte: UInt8) -> Bool {
        byte == .stop || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") || byte == UInt8(ascii: ":")
            || byte == UInt8(ascii: ")")
    }

    /// The end of a reference in brackets that starts at `index`; nil if there is none.
    private static func reference(in bytes: [UInt8], at index: Int, _ range: Range<Int>) -> Int? {
        let opening = bytes[index]
        guard opening == UInt8(ascii: "(") || opening == UInt8(ascii: "[") else { return nil }
        let closing = opening == UInt8(ascii: "(") ? UInt8(ascii: ")") : UInt8(ascii: "]")
        let window = index + 1..<min(range.upperBound, index + 200)
        guard let end = bytes[window].firstIndex(where: { $0 == closing || $0 == opening }), bytes[end] == closing
        else {
            return nil
        }
        let inner = index + 1..<end
        // Empty, or question marks in place of an unresolved reference.
        if bytes[inner].allSatisfy({ $0 == UInt8(ascii: "?") }) { return end + 1 }
        let isReference =
            opening == UInt8(ascii: "[") ? isNumbers(bytes, inner) : hasYear(bytes, inner) || isPointer(bytes, inner)
        return isReference ? end + 1 : nil
    }

    /// "12", "1,3–5"; but not the interval "0, 1": references do not begin with a zero.
    private static func isNumbers(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        bytes[range.lowerBound] != UInt8(ascii: "0")
            && bytes[range].allSatisfy {
                $0.isDigit || $0 == .space || $0 == .hyphen || $0 == 0x2C || $0 == 0xE2 || $0 == 0x80 || $0 == 0x93
            }
    }

    /// A name, then a year at the end of the bracket or of an item in it. A year alone belongs to a name before the
    /// bracket, and reads well there.
    private static func hasYear(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        let first = bytes[range.lowerBound]
        guard first.isUpper || first >= 0xC3 || bytes.has("e.g", at: range.lowerBound) else { return false }
        return range.dropFirst(3).contains { index in
            guard index + 4 <= range.upperBound, bytes[index..<index + 4].allSatisfy(\.isDigit) else { return false }
            guard !bytes[index - 1].isDigit, bytes[index] == UInt8(ascii: "1") || bytes[index] == UInt8(ascii: "2")
            else { return false }
            // A letter distinguishes works of the same year.
            let end = bytes[index + 4].isLower ? index + 5 : index + 4
            return end >= range.upperBound || isClosing(bytes[end])
        }
    }

    private static func isPointer(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        pointers.contains { bytes.has($0, at: range.lowerBound) }
    }

    private static let pointers: [StaticString] = [
        "Fig", "fig", "Table", "table", "Section", "Sect", "Sec.", "see ", "See ", "cf", "Eq.", "Appendix", "Suppl",
        "Abb.", "Tab.", "siehe ", "vgl", "voir ",
    ]
}
