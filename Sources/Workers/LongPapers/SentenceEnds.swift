/// Finds out whether a sentence ends somewhere: good enough to cut there.
enum SentenceEnds {
    /// Whether the text before this offset ends a sentence, as far as its last word tells.
    static func isEnd(_ text: [UInt8], _ end: Int) -> Bool {
        let word = text[max(0, end - 24)..<end]
        let bare = withoutClosing(word)
        guard let last = bare.last else { return false }
        switch last {
        case UInt8(ascii: "!"), UInt8(ascii: "?"): return true
        case UInt8(ascii: "."): return !isAbbreviation(bare.dropLast())
        default: return wideStops.contains { bare.suffix(3).elementsEqual($0) }
        }
    }

    /// Whether one of 。！？ ends before this offset: no blank comes after it.
    static func isWideEnd(_ text: [UInt8], _ end: Int) -> Bool {
        end >= 3 && wideStops.contains { text[end - 3..<end].elementsEqual($0) }
    }

    private static let wideStops: [[UInt8]] = ["。", "！", "？"].map { Array($0.utf8) }

    /// Quotes and brackets may stand after the stop.
    private static func withoutClosing(_ word: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var word = word
        for _ in 0..<3 {
            guard let mark = closing.first(where: { word.count >= $0.count && word.suffix($0.count).elementsEqual($0) })
            else { break }
            word = word.dropLast(mark.count)
        }
        return word
    }

    private static let closing: [[UInt8]] = [")", "]", "\"", "'", "”", "’", "»", "」", "』", "）"].map { Array($0.utf8) }

    /// "et al.", "e.g.", "D. Meyer", "Fig. 3".
    private static func isAbbreviation(_ text: ArraySlice<UInt8>) -> Bool {
        let word = text.suffix { letter($0) || $0 == UInt8(ascii: ".") }
        guard !word.isEmpty else { return false }
        if word.count == 1 || word.dropLast().last == UInt8(ascii: ".") { return true }
        return abbreviations.contains(String(decoding: word, as: UTF8.self).lowercased())
    }

    private static let abbreviations: Set<String> = [
        "al", "fig", "figs", "eq", "eqs", "cf", "vs", "no", "nos", "vol", "pp", "ed", "eds", "sec", "tab", "ref",
        "refs", "resp", "approx", "dr", "prof", "mr", "mrs", "ms", "st", "bzw", "abb", "vgl", "nr", "ca",
    ]

    private static func letter(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || byte >= 0x80
    }
}

extension ArraySlice<UInt8> {
    /// The longest end whose bytes all meet the condition.
    fileprivate func suffix(while condition: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        self[(lastIndex { !condition($0) }.map { $0 + 1 } ?? startIndex)...]
    }
}
