import PaperText

/// The words known in advance, and what they mean for the ranking. The words of a text are numbered after them.
struct Lexicon {
    var words = Interner()
    /// Indexed by the number of the word; for words of the lexicon only.
    private(set) var cues: [CueCounts] = []
    /// The languages in which a word is a stop word, one bit for each language.
    private(set) var stopMasks: [UInt8] = []
    private var pairCues: [UInt64: CueCounts] = [:]

    /// Made once. The copy of each text shares its storage until words are added.
    static let standard = Lexicon()

    private init() {
        for (bit, list) in StopWords.languages.enumerated() {
            for word in list.split(separator: " ") { stopMasks[number(of: word)] |= 1 << UInt8(bit) }
        }
        for (cue, list) in CueWords.all {
            for phrase in list.split(separator: ",") { add(cue, phrase) }
        }
    }

    /// What a pair of words means in addition to its words; nil for most pairs.
    func cues(of first: Int32, _ second: Int32) -> CueCounts? {
        cues[Int(first)][.opensPair] > 0 ? pairCues[Self.key(first, second)] : nil
    }

    /// Marks every content word of `phrase`, such as a title. Returns the number of distinct words that were marked.
    mutating func mark(_ phrase: String, as cue: Cue, stopMask: UInt8) -> Int {
        let bytes = Array(phrase.utf8)
        var reader = WordReader(bytes, bytes.indices)
        var marked = 0
        while let token = reader.next() {
            guard token == .word || token == .pair, reader.word.count > 1 else { continue }
            let number = number(ofStem: reader.word)
            guard stopMasks[number] & stopMask == 0, cues[number][cue] == 0 else { continue }
            cues[number][cue] = 1
            marked += 1
        }
        return marked
    }

    /// A pair counts twice, because a single word is more likely to have another meaning.
    private mutating func add(_ cue: Cue, _ phrase: Substring) {
        let numbers = phrase.split(separator: " ").map { number(of: $0) }
        if numbers.count == 2 {
            cues[numbers[0]][.opensPair] = 1
            pairCues[Self.key(Int32(numbers[0]), Int32(numbers[1])), default: CueCounts()][cue] = 2
        } else if let number = numbers.first {
            cues[number][cue] = 1
        }
    }

    private mutating func number(of word: Substring) -> Int {
        var stem = Array(word.utf8)
        Stem.cut(&stem)
        return number(ofStem: stem)
    }

    private mutating func number(ofStem stem: [UInt8]) -> Int {
        let number = Int(words.insert(stem))
        if number == cues.count {
            cues.append(CueCounts())
            stopMasks.append(0)
        }
        return number
    }

    private static func key(_ first: Int32, _ second: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))
    }
}
