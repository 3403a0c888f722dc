import PaperText

/// The sentences of a document that may be shown, and the terms of each.
///
/// Terms are numbers of stems. Stop words, numbers and commas leave a gap in a sentence's terms, across which no
/// phrase reaches.
struct SentenceIndex {
    static let gap: Int32 = -1

    let bytes: [UInt8]
    private(set) var sentences: [Sentence] = []
    private(set) var terms: [Int32] = []
    /// Where each term starts, counted from the start of its sentence, and its length.
    private(set) var offsets: [UInt16] = []
    private(set) var lengths: [UInt8] = []
    /// In how many sentences each term stands; by number of the term.
    private(set) var frequencies: [Int32] = []
    private(set) var lexicon = Lexicon.standard
    /// How many words a title and a focus have that can be met.
    private(set) var titleSize = 0
    private(set) var focusSize = 0

    /// The stop words of the text's language, as a bit of the lexicon's masks.
    let stopMask: UInt8
    private let lexiconSize: Int
    private var lastSentence: [Int32] = []
    private var seen: Set<Int> = []

    init(_ outline: PaperOutline, title: String?, focus: String?) {
        bytes = outline.bytes
        stopMask = Language.stopMask(of: bytes, by: lexicon)
        if let title { titleSize = lexicon.mark(title, as: .title, stopMask: stopMask) }
        if let focus { focusSize = lexicon.mark(focus, as: .focus, stopMask: stopMask) }
        lexiconSize = lexicon.words.count
        frequencies = [Int32](repeating: 0, count: lexiconSize)
        lastSentence = [Int32](repeating: -1, count: lexiconSize)
        for passage in outline.passages where passage.section != .excluded { add(passage) }
        seen = []
        lastSentence = []
    }

    /// The inverse frequency of a term among the sentences, as a logarithm; never below a small positive number.
    func rarity(of term: Int32) -> Float {
        // Between powers of two a straight line is close enough, and needs no library.
        let ratio = (Float(sentences.count) + 1) / (Float(frequencies[Int(term)]) + 0.5)
        return max(Float(ratio.exponent) + ratio.significand - 1, 0.2)
    }

    private mutating func add(_ passage: Passage) {
        var section = passage.section
        var isFirst = true
        for range in SentenceSplitter.split(bytes, passage.range) {
            var range = range
            if let label = SectionNames.label(in: bytes, range, isInAbstract: passage.isAbstract),
                label.section != .keywords, label.section != .excluded
            {
                section = label.section == .abstract ? section : label.section
                range = label.textStart..<range.upperBound
            }
            guard range.count >= 8, isNew(range) else { continue }
            add(range, section, isAbstract: passage.isAbstract, opensParagraph: isFirst)
            isFirst = false
        }
    }

    /// False for a sentence that has come before, word for word.
    private mutating func isNew(_ range: Range<Int>) -> Bool {
        var hasher = Hasher()
        bytes.withUnsafeBytes { hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: $0[range])) }
        return seen.insert(hasher.finalize()).inserted
    }

    private mutating func add(_ range: Range<Int>, _ section: Section, isAbstract: Bool, opensParagraph: Bool) {
        let termStart = terms.count
        var reading = SentenceReading()
        var reader = WordReader(bytes, range)
        while let token = reader.next() {
            switch token {
            case .word, .pair:
                take(reader, token, in: range, &reading)
            case .number, .boundary:
                reading.takeOther(token)
                appendGap()
            }
        }
        let shape = SentenceShape(bytes, range)
        if reading.wording.words < 3 || terms.count == termStart { return forgetTerms(from: termStart) }
        sentences.append(
            Sentence(
                range: range, terms: termStart..<terms.count, section: section, isAbstract: isAbstract,
                opensParagraph: opensParagraph, wording: reading.wording, traits: reading.traits(shape, bytes, range)))
    }

    private mutating func take(
        _ reader: WordReader, _ token: WordReader.Token, in range: Range<Int>, _ reading: inout SentenceReading
    ) {
        let number = lexicon.words.insert(reader.word)
        // A single capital may be a name, as in "H pylori"; a single small letter is none.
        var isStop = reader.word.count < 2 && !bytes[reader.place.lowerBound].isUpper
        if Int(number) < lexiconSize {
            reading.take(number, lexicon, isBracketed: isBracketed(reader.place))
            isStop = isStop || lexicon.stopMasks[Int(number)] & stopMask != 0
        } else {
            reading.takeOther(token)
            if Int(number) == frequencies.count {
                frequencies.append(0)
                lastSentence.append(-1)
            }
        }
        if token == .pair { isStop = Language.isGrammar(reader.word) }
        if isStop { appendGap() } else { appendTerm(number, reader.place, in: range) }
    }

    private func isBracketed(_ place: Range<Int>) -> Bool {
        place.lowerBound > 0 && bytes[place.lowerBound - 1] == UInt8(ascii: "(")
    }

    private var sentenceStart: Int { sentences.last?.terms.upperBound ?? 0 }

    private mutating func appendTerm(_ number: Int32, _ place: Range<Int>, in range: Range<Int>) {
        terms.append(number)
        offsets.append(UInt16(truncatingIfNeeded: place.lowerBound - range.lowerBound))
        lengths.append(UInt8(truncatingIfNeeded: min(place.count, 255)))
        let sentence = Int32(truncatingIfNeeded: sentences.count)
        if lastSentence[Int(number)] != sentence {
            lastSentence[Int(number)] = sentence
            frequencies[Int(number)] += 1
        }
    }

    /// At most one gap at a time, and none at the start.
    private mutating func appendGap() {
        guard terms.count > sentenceStart, terms.last != Self.gap else { return }
        terms.append(Self.gap)
        offsets.append(0)
        lengths.append(0)
    }

    private mutating func forgetTerms(from termStart: Int) {
        for term in terms[termStart...] where term != Self.gap && lastSentence[Int(term)] >= 0 {
            frequencies[Int(term)] -= 1
            lastSentence[Int(term)] = -1
        }
        let count = terms.count - termStart
        terms.removeLast(count)
        offsets.removeLast(count)
        lengths.removeLast(count)
    }
}
