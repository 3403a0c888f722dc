import PaperText

/// The words known beforehand: what they mean to the ranking. A text's own words are numbered after them.
struct Lexicon {
    var words = Interner()
    /// By number of the word, for the words of the lexicon only.
    private(set) var cues: [Cues] = []
    /// The languages in which the word is a stop word, one bit each.
    private(set) var stopMasks: [UInt8] = []
    private var pairCues: [UInt64: Cues] = [:]

    /// Made once; a text's own copy shares the storage until it is added to.
    static let standard = Lexicon()

    private init() {
        for (bit, list) in StopWords.languages.enumerated() {
            for word in list.split(separator: " ") { stopMasks[number(of: word)] |= 1 << UInt8(bit) }
        }
        for (cue, list) in CueWords.all {
            for phrase in list.split(separator: ",") { add(cue, phrase) }
        }
    }

    /// What the pair of words means beyond what its words do.
    func cues(of first: Int32, _ second: Int32) -> Cues {
        pairCues[Self.key(first, second)] ?? []
    }

    /// Marks every content word of `phrase`, such as those of a title.
    mutating func mark(_ phrase: String, as cue: Cues, stopMask: UInt8) -> Int {
        let bytes = Array(phrase.utf8)
        var reader = WordReader(bytes, bytes.indices)
        var marked = 0
        while let token = reader.next() {
            guard token == .word || token == .pair else { continue }
            let number = Int(words.insert(reader.word))
            grow()
            guard stopMasks[number] & stopMask == 0, !cues[number].contains(cue), reader.word.count > 1 else {
                continue
            }
            cues[number].insert(cue)
            marked += 1
        }
        return marked
    }

    private mutating func add(_ cue: Cues, _ phrase: Substring) {
        let numbers = phrase.split(separator: " ").map { number(of: $0) }
        if numbers.count == 2 {
            cues[numbers[0]].insert(.opensPair)
            pairCues[Self.key(Int32(numbers[0]), Int32(numbers[1])), default: []].insert(cue)
        } else if let number = numbers.first {
            cues[number].insert(cue)
        }
    }

    private mutating func number(of word: Substring) -> Int {
        var stem = Array(word.utf8)
        Stem.cut(&stem)
        let number = Int(words.insert(stem))
        grow()
        return number
    }

    private mutating func grow() {
        if cues.count < words.count {
            cues.append([])
            stopMasks.append(0)
        }
    }

    private static func key(_ first: Int32, _ second: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))
    }
}
