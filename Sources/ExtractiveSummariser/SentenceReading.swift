import PaperText

/// Gathers what the words of one sentence say while they are read.
struct SentenceReading {
    private(set) var wording = Wording()
    private var isPurpose = false
    private var hasAuthors = false
    private var isPointing = false
    private var isAnaphoric = false
    private var isConnective = false
    private var position = 0
    private var pairs = 0
    /// Of the word just before, if it is one of the lexicon.
    private var previous: (number: Int32, cues: Cues)?
    private var awaitsNumber = false

    /// A token that the lexicon does not know.
    mutating func takeOther(_ token: WordReader.Token) {
        previous = nil
        guard token != .boundary else { return }
        if token == .number, awaitsNumber { isPointing = true }
        awaitsNumber = false
        step(token)
    }

    private mutating func step(_ token: WordReader.Token) {
        position += 1
        if token == .pair { pairs += 1 }
        if token != .pair || pairs & 1 == 1 { wording.words += 1 }
    }

    mutating func take(_ number: Int32, _ lexicon: Lexicon, isBracketed: Bool) {
        let cues = lexicon.cues[Int(number)]
        count(cues, as: 1)
        if position == 0 {
            isAnaphoric = cues.contains(.anaphor)
            isConnective = cues.contains(.connective)
        } else if position == 1, cues.contains(.paper) {
            isAnaphoric = false
        }
        if let previous, previous.cues.contains(.opensPair) {
            let pair = lexicon.cues(of: previous.number, number)
            count(pair, as: 2)
            if pair.contains(.pointer) { isPointing = true }
            if position == 1 {
                isConnective = isConnective || pair.contains(.connective)
                if pair.contains(.purpose) { isAnaphoric = false }
            }
        }
        awaitsNumber = cues.contains(.pointer) && !isBracketed
        previous = (number, cues)
        step(.word)
    }

    /// Two words that belong together tell more than one that may mean something else.
    private mutating func count(_ cues: Cues, as weight: Int) {
        if cues.contains(.finding) { wording.findings += weight }
        if cues.contains(.method) { wording.methods += weight }
        if cues.contains(.limitation) { wording.limitations += weight }
        if cues.contains(.weakLimitation) { wording.weakLimitations += 1 }
        if cues.contains(.announcement) { wording.announcements += 1 }
        if cues.contains(.boilerplate) { wording.boilerplate += 1 }
        if cues.contains(.title) { wording.titleWords += 1 }
        if cues.contains(.focus) { wording.focusWords += 1 }
        if cues.contains(.purpose) { isPurpose = true }
        if cues.contains(.authors) { hasAuthors = true }
    }

    func traits(_ shape: SentenceShape, _ bytes: [UInt8], _ range: Range<Int>) -> SentenceTraits {
        var traits: SentenceTraits = []
        if isAnaphoric { traits.insert(.anaphoric) }
        if isConnective { traits.insert(.connective) }
        if isPointing { traits.insert(.pointing) }
        if isPurpose { traits.insert(.purpose) }
        if hasAuthors { traits.insert(.authors) }
        if shape.hasPercentage { traits.insert(.percentage) }
        if shape.mathSigns >= 3 { traits.insert(.formula) }
        if shape.citations >= 3 { traits.insert(.citing) }
        if bytes[range.lowerBound].isDigit { traits.insert(.numbered) }
        let last = lastStop(bytes, range)
        if last == .question || shape.hasEllipsis { traits.insert(.informal) }
        if isFragment(shape, bytes, range, last: last) { traits.insert(.fragment) }
        return traits
    }

    private func isFragment(_ shape: SentenceShape, _ bytes: [UInt8], _ range: Range<Int>, last: Punctuation.Stop?)
        -> Bool
    {
        if last == nil || wording.words < 5 || wording.words > 75 || range.count > 800 { return true }
        let first = bytes[range.lowerBound]
        if first == UInt8(ascii: "(") || first == UInt8(ascii: "[") { return true }
        if CharacterKind(bytes.scalar(at: range.lowerBound).value) == .lower {
            // Unless it is a name such as "mRNA".
            guard range.count > 1, bytes[range.lowerBound + 1].isUpper else { return true }
        }
        return shape.isReferenceLike || shape.isMostlyCapitals || shape.hasAddress || shape.isSparse(range.count)
    }

    /// The stop that ends the sentence, before quotes, brackets and the numbers of notes; nil if it does not end.
    private func lastStop(_ bytes: [UInt8], _ range: Range<Int>) -> Punctuation.Stop? {
        var index = range.upperBound
        while index > range.lowerBound, range.upperBound - index < 16 {
            index = bytes.scalarStart(at: index - 1)
            let (scalar, _) = bytes.scalar(at: index)
            if let stop = Punctuation.stop(scalar) { return stop }
            let isOfNote = CharacterKind(scalar) == .digit || scalar == 0x2C || scalar == 0x2D || scalar == 0x2013
            guard Punctuation.isCloser(scalar) || isOfNote || scalar == 0x201C || scalar == 0x5B else { return nil }
        }
        return nil
    }
}
