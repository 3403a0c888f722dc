import PaperText

/// Collects what the words of one sentence say, as they are read.
struct SentenceReading {
    private(set) var words = 0
    private(set) var cues = CueCounts()
    private var isLeaning = false
    private var pairs = 0
    /// The previous word, if it is in the lexicon.
    private var previous: Int32?

    /// - Parameter number: the number of a word of the lexicon; nil for all other tokens.
    mutating func take(_ token: WordReader.Token, _ number: Int32?, _ lexicon: Lexicon) {
        defer { previous = number }
        guard token != .boundary else { return }
        if let number {
            let own = lexicon.cues[Int(number)]
            cues += own
            if words == 0 { isLeaning = own[.leaning] > 0 }
            if let previous, let pair = lexicon.cues(of: previous, number) {
                cues += pair
                // "This" refers to the previous sentence, "this paper" does not.
                if words == 1 { isLeaning = pair[.leaning] > 0 || isLeaning && pair[.purpose] == 0 }
            }
        }
        // A word of a script without spaces counts as two characters, that is, two overlapping pairs.
        if token == .pair { pairs += 1 }
        if token != .pair || !pairs.isMultiple(of: 2) { words += 1 }
    }

    /// How well the sentence reads on its own, from 0 to 1.
    func readability(_ shape: SentenceShape, _ bytes: [UInt8], _ range: Range<Int>) -> Float {
        if isFragment(shape, bytes, range) { return 0.02 }
        return isLeaning ? 0.7 : 1
    }

    /// Whether the shape is not that of a whole sentence, but of a row of a table, a formula or an entry of a list of
    /// references.
    private func isFragment(_ shape: SentenceShape, _ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        if words < 5 || words > 75 || range.count > 800 { return true }
        let first = bytes[range.lowerBound]
        if first == UInt8(ascii: "(") || first == UInt8(ascii: "[") { return true }
        if CharacterKind(bytes.scalar(at: range.lowerBound).value) == .lower {
            // Names such as "mRNA" are an exception.
            guard range.count > 1, bytes[range.lowerBound + 1].isUpper else { return true }
        }
        return shape.isUnreadable(range.count) || !ends(bytes, range)
    }

    /// Whether it ends with a stop, possibly followed by quotes, brackets and the numbers of notes.
    private func ends(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        var index = range.upperBound
        while index > range.lowerBound, range.upperBound - index < 16 {
            index = bytes.scalarStart(at: index - 1)
            let (scalar, _) = bytes.scalar(at: index)
            if Punctuation.stop(scalar) != nil { return true }
            let isOfNote = CharacterKind(scalar) == .digit || scalar == 0x2C || scalar == 0x2D || scalar == 0x2013
            guard Punctuation.isCloser(scalar) || isOfNote || scalar == 0x201C || scalar == 0x5B else { return false }
        }
        return false
    }
}
