import PaperText

/// Recognises lines that begin a list item or a caption, tables and source code.
extension TextLine {
    private static let bullets: [StaticString] = ["- ", "* ", "+ ", "• ", "– ", "◦ ", "▪ ", "‣ ", "● ", "■ "]

    /// The length of "- ", "• " and the like at the start; 0 if there is none.
    func bulletLength(in bytes: [UInt8]) -> Int {
        let length = Self.bullets.first { bytes.has($0, at: range.lowerBound) }?.utf8CodeUnitCount ?? 0
        return length < range.count ? length : 0
    }

    /// The length of a bullet or of "2. ", "(iv) " and the like at the start; 0 if there is none.
    func markerLength(in bytes: [UInt8]) -> Int {
        let bullet = bulletLength(in: bytes)
        return bullet > 0 ? bullet : numberLength(in: bytes)
    }

    private func numberLength(in bytes: [UInt8]) -> Int {
        guard let first = range.first else { return 0 }
        let isBracketed = bytes[first] == UInt8(ascii: "(")
        guard isBracketed || bytes[first].isDigit else { return 0 }
        let head = range.dropFirst(isBracketed ? 1 : 0).prefix(6)
        let end = head.first { !bytes[$0].isDigit && !(isBracketed && bytes[$0].isLower) } ?? head.upperBound
        let isShort = end > head.lowerBound && end - head.lowerBound <= (isBracketed ? 3 : 2)
        guard isShort, end + 1 < range.upperBound, bytes[end + 1] <= .space else { return 0 }
        let isClosed = bytes[end] == UInt8(ascii: ")") || bytes[end] == .stop && !isBracketed
        return isClosed ? end + 2 - range.lowerBound : 0
    }

    /// "Figure 3:", "Table 2.", "Abb. 1 Der".
    func startsCaption(in bytes: [UInt8]) -> Bool {
        let words = bytes[range.prefix(28)].split(separator: .space, maxSplits: 2)
        guard words.count >= 2, Self.captionNames.contains(Substring(decoding: words[0], as: UTF8.self)) else {
            return false
        }
        guard words[1].contains(where: \.isDigit), let last = words[1].last else { return false }
        if last == UInt8(ascii: ":") || last == .stop { return true }
        guard words.count == 3, let next = words[2].first else { return true }
        return next.isUpper || next == UInt8(ascii: "|") || next == .hyphen
    }

    private static let captionNames = Set(
        """
        Figure FIGURE Fig. FIG. Fig Table TABLE Tab. Listing Algorithm Scheme Box Supplementary Abbildung Abb. \
        Tabelle Tableau Figura Tabla Tabella Tabela
        """.split(separator: " "))

    /// Whether it has too few letters for prose: a row of numbers, a formula, a row of dots in a table of contents.
    func isTabular(_ bytes: [UInt8]) -> Bool {
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

    /// Whether it is source code, by its characters, its prompt or its end.
    func isCode(_ bytes: [UInt8]) -> Bool {
        guard ink > 0 else { return false }
        if bytes.has("R>", at: range.lowerBound) || bytes.has(">>>", at: range.lowerBound) { return true }
        let last = bytes[range.upperBound - 1]
        if last == UInt8(ascii: "{") || last == UInt8(ascii: "}") { return true }
        if last == UInt8(ascii: ";"), codeMarks > 1 || words <= 2 { return true }
        return codeMarks * 8 > ink && codeMarks > 2
    }
}
