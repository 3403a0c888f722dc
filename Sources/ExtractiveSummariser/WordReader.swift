import PaperText

/// Reads the words of a stretch of text. Words are lower-cased and stemmed for comparison; their place is kept for
/// display.
///
/// In scripts without spaces, overlapping pairs of characters are used as words, which is good enough to compare
/// sentences.
struct WordReader {
    enum Token: Equatable {
        /// `word` contains a stem.
        case word
        /// `word` contains two characters of a script without spaces.
        case pair
        case number
        /// Something that phrases do not extend across, such as a comma or a bracket.
        case boundary
    }

    private let bytes: [UInt8]
    private var index: Int
    private let end: Int
    /// Where the unspaced character directly before `index` starts, if there is one.
    private var pairStart: Int?

    private(set) var word: [UInt8] = []
    /// Where the last token stands in the text.
    private(set) var place: Range<Int> = 0..<0

    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        index = range.lowerBound
        end = range.upperBound
        word.reserveCapacity(64)
    }

    /// Longer words are data, not language.
    static let longestWord = 48

    mutating func next() -> Token? {
        while index < end {
            let start = index
            let (scalar, length) = bytes.scalar(at: index)
            switch CharacterKind(scalar) {
            case .lower, .upper, .caseless:
                pairStart = nil
                return readWord(from: start)
            case .unspaced:
                index += length
                defer { pairStart = start }
                guard let first = pairStart else { continue }
                return pair(first..<index)
            case .digit:
                pairStart = nil
                skipNumber()
                place = start..<index
                return .number
            case .space:
                pairStart = nil
                index += length
            case .other:
                pairStart = nil
                index += length
                if isJoiner(scalar, after: start) { continue }
                place = start..<index
                return .boundary
            }
        }
        return nil
    }

    /// Hyphens and apostrophes between letters separate words, but phrases extend across them.
    private func isJoiner(_ scalar: UInt32, after start: Int) -> Bool {
        guard scalar == 0x2D || scalar == 0x27 || scalar == 0x2019 || scalar == 0x2010 else { return false }
        return index < end && bytes[index].isWordlike && start > 0 && bytes[start - 1].isWordlike
    }

    private mutating func pair(_ range: Range<Int>) -> Token {
        place = range
        word.removeAll(keepingCapacity: true)
        word.append(contentsOf: bytes[range])
        return .pair
    }

    private mutating func readWord(from start: Int) -> Token {
        word.removeAll(keepingCapacity: true)
        let isCapitalised = bytes[start].isUpper
        while index < end {
            let (scalar, length) = bytes.scalar(at: index)
            switch CharacterKind(scalar) {
            case .lower, .upper: word.append(scalar: CharacterKind.lowercased(scalar))
            case .caseless, .digit: word.append(contentsOf: bytes[index..<index + length])
            case .other where isCapitalised && scalar == 0x2D && startsNumber(at: index + 1): word.append(.hyphen)
            default: return finishWord(from: start)
            }
            index += length
        }
        return finishWord(from: start)
    }

    /// Whether a number begins here that belongs to a name, as in "COVID-19" and "GPT-4".
    private func startsNumber(at position: Int) -> Bool {
        position < end && bytes[position].isDigit && position >= 2 && !bytes[position - 2].isDigit
    }

    private mutating func finishWord(from start: Int) -> Token {
        place = start..<index
        guard word.count <= Self.longestWord else { return .boundary }
        Stem.cut(&word)
        return .word
    }

    private mutating func skipNumber() {
        while index < end, bytes[index].isDigit || bytes[index].isWordlike || isInnerPoint(at: index) { index += 1 }
    }

    private func isInnerPoint(at position: Int) -> Bool {
        (bytes[position] == .stop || bytes[position] == UInt8(ascii: ","))
            && position + 1 < end && bytes[position + 1].isDigit
    }
}
