import PaperText

/// Decides with which language's stop words a text is read.
enum Language {
    /// The language whose stop words are most frequent at the start of the text, as a bit of the lexicon's masks.
    /// English if no other is more frequent.
    static func stopMask(of bytes: [UInt8], by lexicon: Lexicon) -> UInt8 {
        var counts = [Int](repeating: 0, count: StopWords.languages.count)
        let sample = bytes.startIndex..<bytes.cut(bytes.indices, limit: 20_000)
        var reader = WordReader(bytes, sample)
        while let token = reader.next() {
            guard token == .word, let number = lexicon.words.number(of: reader.word) else { continue }
            let mask = lexicon.stopMasks[Int(number)]
            for language in counts.indices where mask & 1 << UInt8(language) != 0 { counts[language] += 1 }
        }
        let best = counts.indices.max { counts[$0] < counts[$1] || counts[$0] == counts[$1] && $0 > $1 }
        return 1 << UInt8(best ?? 0)
    }

    /// Whether the language capitalises nouns, as German does. Keywords must then have a capital.
    static func capitalisesNouns(_ stopMask: UInt8) -> Bool {
        stopMask == 1 << 1
    }

    /// Whether a pair of characters is mostly grammar, like a stop word: two hiragana, or one of the most common
    /// particles and pronouns of Chinese.
    static func isGrammar(_ pair: [UInt8]) -> Bool {
        guard pair.count == 6 else { return false }
        let first = pair.scalar(at: 0).value
        let second = pair.scalar(at: 3).value
        if (0x3041...0x309F).contains(first) && (0x3041...0x309F).contains(second) { return true }
        return particles.contains(first) || particles.contains(second)
    }

    private static let particles = Set("的了是在和与我们该其个对之为这那有不及以也而或被把从を".unicodeScalars.map(\.value))
}
