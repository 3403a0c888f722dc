import PaperText

/// The sentences of a document that may be shown, and the terms of each.
struct SentenceIndex {
    /// A word with meaning, by the number of its stem. Or the gap that stop words, numbers and commas leave; phrases do
    /// not extend across gaps.
    struct Term {
        let number: Int32
        let start: UInt32
        let length: UInt16

        static let gap = Term(number: -1, start: 0, length: 0)

        var isGap: Bool { number < 0 }
    }

    let bytes: [UInt8]
    private(set) var sentences: [Sentence] = []
    private(set) var terms: [Term] = []
    /// How often each term occurs, by its number.
    private(set) var frequencies: [Int32] = []
    private(set) var lexicon = Lexicon.standard
    /// The number of distinct content words in the title and in the focus.
    private(set) var titleSize = 0
    private(set) var focusSize = 0

    /// The stop words of the text's language, as a bit of the lexicon's masks.
    let stopMask: UInt8
    private let lexiconSize: Int

    init(_ outline: PaperOutline, title: String?, focus: String?) {
        bytes = outline.bytes
        stopMask = Language.stopMask(of: bytes, by: lexicon)
        if let title { titleSize = lexicon.mark(title, as: .title, stopMask: stopMask) }
        if let focus { focusSize = lexicon.mark(focus, as: .focus, stopMask: stopMask) }
        lexiconSize = lexicon.words.count
        for passage in outline.passages where passage.section != .excluded && passage.section != .keywords {
            add(passage)
        }
        frequencies = [Int32](repeating: 0, count: lexicon.words.count)
        for term in terms where !term.isGap { frequencies[Int(term.number)] += 1 }
    }

    /// The numbers of the terms of `sentence`, without gaps.
    func numbers(of sentence: Sentence) -> some Sequence<Int> {
        terms[sentence.terms].lazy.filter { !$0.isGap }.map { Int($0.number) }
    }

    private mutating func add(_ passage: Passage) {
        var section = passage.section
        for range in SentenceSplitter.split(bytes, passage.range) {
            var range = range
            if let label = SectionNames.label(in: bytes, range, isInAbstract: passage.isAbstract),
                label.section != .keywords, label.section != .excluded
            {
                section = label.section == .abstract ? section : label.section
                range = label.textStart..<range.upperBound
            }
            if range.count >= 8 { add(range, section, isAbstract: passage.isAbstract) }
        }
    }

    private mutating func add(_ range: Range<Int>, _ section: Section, isAbstract: Bool) {
        let termStart = terms.count
        var reading = SentenceReading()
        var reader = WordReader(bytes, range)
        while let token = reader.next() {
            let term = term(token, reader, &reading)
            // At most one gap at a time, and none at the start.
            if !term.isGap || terms.count > termStart && terms.last?.isGap == false { terms.append(term) }
        }
        guard reading.words >= 3, terms.count > termStart else {
            terms.removeLast(terms.count - termStart)
            return
        }
        let shape = SentenceShape(bytes, range)
        sentences.append(
            Sentence(
                range: range, terms: termStart..<terms.count, section: section, isAbstract: isAbstract,
                cues: reading.cues, hasPercentage: shape.hasPercentage,
                readability: reading.readability(shape, bytes, range)))
    }

    /// The term for the token that was just read.
    private mutating func term(
        _ token: WordReader.Token, _ reader: WordReader, _ reading: inout SentenceReading
    ) -> Term {
        guard token == .word || token == .pair else {
            reading.take(token, nil, lexicon)
            return .gap
        }
        let number = lexicon.words.insert(reader.word)
        let place = reader.place
        let isKnown = Int(number) < lexiconSize
        reading.take(token, isKnown ? number : nil, lexicon)
        // A single capital letter may be a name, as in "H pylori"; a single small letter is not.
        let isLetter = reader.word.count < 2 && !bytes[place.lowerBound].isUpper
        let isStop = isKnown && lexicon.stopMasks[Int(number)] & stopMask != 0
        guard token == .pair ? !Language.isGrammar(reader.word) : !isLetter && !isStop else { return .gap }
        return Term(
            number: number, start: UInt32(truncatingIfNeeded: place.lowerBound),
            length: UInt16(truncatingIfNeeded: place.count))
    }
}
