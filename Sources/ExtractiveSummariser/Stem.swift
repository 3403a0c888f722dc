import PaperText

/// A light stemmer: the "s" stemmer of Harman, "How effective is suffixing?" (JASIS 1991), plus the endings of verbs.
///
/// Stems only serve to compare words; they are never shown. What the stemmer does to words of other languages than
/// English does no harm to that.
enum Stem {
    /// Removes endings from a lower-cased word.
    static func cut(_ word: inout [UInt8]) {
        guard word.count > 3 else { return }
        if ends(word, "s"), !ends(word, "ss"), !ends(word, "us"), !ends(word, "is") { word.removeLast() }
        if word.count > 5, ends(word, "ing") {
            word.removeLast(3)
        } else if word.count > 4, ends(word, "ed"), !ends(word, "eed") {
            word.removeLast(2)
        } else if word.count > 4, ends(word, "e") {
            word.removeLast()
        }
        // Like "studies", which has become "studi".
        if word.count > 3, ends(word, "y") { word[word.count - 1] = UInt8(ascii: "i") }
    }

    private static func ends(_ word: [UInt8], _ ending: StaticString) -> Bool {
        word.has(ending, at: word.count - ending.utf8CodeUnitCount)
    }
}
