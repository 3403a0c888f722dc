import PaperText

/// Reads the words of a stretch of text: lower-cased and stemmed for comparing, with their place for showing.
///
/// Scripts without spaces give overlapping pairs of characters, which stand in for words well enough to compare
/// sentences.
struct WordReader {
    enum Token: Equatable {
        /// In `word` is a stem.
        case word
        /// In `word` are two characters of a script without spaces.
        case pair
        case number
        /// Something that phrases do not reach across, such as a comma or a bracket.
        case boundary
    }

    private let bytes: [UInt8]
    private var index: Int
    private let end: Int
    /// Where the unspaced character before `index` starts, if there is one.
    private var pairStart: Int?

    private(set) var word: [UInt8] = []
    /// Where the token last read stands in the text.
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

    /// Hyphens and apostrophes between letters part words but not phrases.
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

    /// As in "COVID-19" and "GPT-4", where the number belongs to the name.
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
