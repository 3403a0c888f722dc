import PaperText

/// A light stemmer: after Harman, "How effective is suffixing?" (JASIS 1991), plus the commonest verb endings.
///
/// It serves to tell that two words are akin; a stem is never shown. What it does to words of other languages
/// than English is harmless for that.
enum Stem {
    /// Cuts the endings off a lower-cased word.
    static func cut(_ word: inout [UInt8]) {
        guard word.count > 3 else { return }
        cutPlural(&word)
        cutVerb(&word)
        if word.count > 4, word.has("ation", at: word.count - 5) { word.removeLast(3) }
        if word.count > 5, word.has("ly", at: word.count - 2) { word.removeLast(2) }
        if word.count > 4, word.has("e", at: word.count - 1) { word.removeLast() }
    }

    private static func cutPlural(_ word: inout [UInt8]) {
        guard word.has("s", at: word.count - 1) else { return }
        if word.has("ies", at: word.count - 3), word.count > 4 {
            word.removeLast(3)
            word.append(UInt8(ascii: "y"))
        } else if word.has("sses", at: word.count - 4) || word.has("xes", at: word.count - 3)
            || word.has("ches", at: word.count - 4) || word.has("shes", at: word.count - 4)
        {
            word.removeLast(2)
        } else if !word.has("ss", at: word.count - 2), !word.has("us", at: word.count - 2),
            !word.has("is", at: word.count - 2)
        {
            word.removeLast()
        }
    }

    private static func cutVerb(_ word: inout [UInt8]) {
        if word.count > 5, word.has("ing", at: word.count - 3) {
            word.removeLast(3)
        } else if word.count > 4, word.has("ed", at: word.count - 2), !word.has("eed", at: word.count - 3) {
            word.removeLast(2)
        } else {
            return
        }
        let last = word[word.count - 1]
        let isDoubled = word.count > 3 && last == word[word.count - 2]
        if isDoubled, last != UInt8(ascii: "s"), last != UInt8(ascii: "z"), last != UInt8(ascii: "e") {
            word.removeLast()
        }
    }
}
