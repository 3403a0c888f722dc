import Foundation
import PaperText

/// The first words of a text, in a form that does not change when they are copied: NFKC, case folded, without
/// punctuation.
struct Opening: Sendable {
    /// Number of words that are compared. In scripts without spaces each character is a word.
    static let length = 12
    /// Number of characters that are read: more than twelve words have, unless they are not real words.
    private static let longestStart = 300

    let words: [String]
    /// Hashes of the words, which are compared instead of the words.
    private let hashes: [Int]

    init(_ text: String) {
        var start = String(text.unicodeScalars.prefix(Self.longestStart))
        if !start.utf8.allSatisfy({ $0 < 0x80 }) { start = start.precomposedStringWithCompatibilityMapping }
        // Upper case first, so that ß equals ss and ς equals σ.
        self.init(words: Self.words(of: start.uppercased().lowercased()))
    }

    private static func words(of text: String) -> [String] {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        func endWord() {
            if !word.isEmpty { words.append(String(word)) }
            word.removeAll()
        }
        for scalar in text.unicodeScalars {
            if CharacterKind(scalar.value) == .unspaced {
                endWord()
                words.append(String(scalar))
            } else if scalar.isPartOfWord {
                word.append(scalar)
            } else if scalar.isASCII || !scalar.properties.isDefaultIgnorableCodePoint {
                endWord()
            }
            if words.count >= length { break }
        }
        endWord()
        return Array(words.prefix(length))
    }

    /// The opening of texts that follow each other.
    init(joining openings: [Opening]) {
        self.init(words: Array(openings.flatMap(\.words).prefix(Self.length)))
    }

    private init(words: [String]) {
        self.words = words
        hashes = words.map(\.hashValue)
    }

    /// How much of the anchor occurs here in the same order, from 0 to 1. An anchor of a few words says too little, so
    /// it can reach 1 only if the opening is as short.
    func likeness(of anchor: Opening) -> Double {
        let fewest = min(words.count, 8)
        guard fewest > 0 else { return 0 }
        return Double(commonWords(with: anchor)) / Double(max(anchor.words.count, fewest))
    }

    /// The length of the longest common subsequence. One row of its table is computed at a time, as bits (Crochemore
    /// and others, "A fast and practical bit-vector algorithm for the longest common subsequence problem", 2001). Every
    /// anchor is compared with every document of its call, so this must be fast.
    private func commonWords(with other: Opening) -> Int {
        var row = UInt64.max
        for hash in hashes {
            var matches: UInt64 = 0
            for (column, otherHash) in other.hashes.enumerated() where hash == otherHash { matches |= 1 << column }
            row = (row &+ (row & matches)) | (row & ~matches)
        }
        return other.hashes.count - (row & ((1 << other.hashes.count) - 1)).nonzeroBitCount
    }
}

extension Unicode.Scalar {
    fileprivate var isPartOfWord: Bool {
        // Looking up properties would take a tenth of the time of a call.
        if isASCII { return "a"..."z" ~= self || "A"..."Z" ~= self || "0"..."9" ~= self }
        return switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .nonspacingMark, .spacingMark, .enclosingMark:
            !properties.isDefaultIgnorableCodePoint
        default: false
        }
    }
}
