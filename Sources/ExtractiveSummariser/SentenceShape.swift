import PaperText

/// What the bytes of a sentence show before its words are read.
struct SentenceShape {
    private var letters = 0
    private var upper = 0
    private var digits = 0
    private var mathSigns = 0
    private var initials = 0
    private var depth = 0
    private var isUnbalanced = false
    private var hasAddress = false
    private(set) var hasPercentage = false

    init(_ bytes: [UInt8], _ range: Range<Int>) {
        var previous = UInt8.space
        for index in range {
            let byte = bytes[index]
            if byte.isWordlike {
                letters += 1
                if byte.isUpper { upper += 1 }
            } else if byte.isDigit {
                digits += 1
            } else {
                take(byte, after: previous, at: index, in: bytes)
            }
            previous = byte
        }
        if depth > 0 { isUnbalanced = true }
    }

    private static let mathSigns = Array("=<>{}^\\|_+$#".utf8)

    private mutating func take(_ byte: UInt8, after previous: UInt8, at index: Int, in bytes: [UInt8]) {
        switch byte {
        case UInt8(ascii: "%"): hasPercentage = true
        case _ where Self.mathSigns.contains(byte): mathSigns += 1
        case UInt8(ascii: "("): depth += 1
        case UInt8(ascii: ")"):
            depth -= 1
            if depth < 0 { isUnbalanced = true }
        case .stop:
            if previous.isUpper, isInitial(before: index, in: bytes) { initials += 1 }
        case UInt8(ascii: ":"): hasAddress = hasAddress || bytes.has("://", at: index)
        case UInt8(ascii: "@"): hasAddress = true
        default: break
        }
    }

    /// Whether it is the initial of a person, not of a genus as in "E. coli".
    private func isInitial(before stop: Int, in bytes: [UInt8]) -> Bool {
        guard stop >= 2, !bytes[stop - 2].isWordlike else { return false }
        let isBeforeWord = stop + 2 < bytes.count && bytes[stop + 1] == .space && bytes[stop + 2].isLower
        return !isBeforeWord || bytes.has(" and ", at: stop + 1) || bytes.has(" et ", at: stop + 1)
    }

    /// Whether it looks like an entry of a list of references or authors, with initials and numbers.
    var isReferenceLike: Bool { initials >= 3 || initials >= 2 && digits >= 4 }

    /// Whether it looks like an address, a formula, a heading in capitals or a row of numbers.
    /// - Parameter length: the number of bytes of the sentence.
    func isUnreadable(_ length: Int) -> Bool {
        isReferenceLike || hasAddress || isUnbalanced || mathSigns >= 3 || upper * 2 > letters || letters * 2 < length
    }
}
