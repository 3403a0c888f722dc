import Analysis
import Jobs

/// How many bytes of a text belong to each class of script. Tokenizers count the classes differently; the census is the
/// same for all of them, so that it can be kept with the text.
package struct TextCensus: Hashable, Sendable {
    /// The raw value is the index in `bytesByClass`.
    package enum Class: Int, CaseIterable, Sendable {
        /// ASCII. Blanks, control characters among them, tell short words from long ones: words share no tokens.
        case letters, blanks, digits, signs
        /// Latin letters with accents; Greek, Cyrillic, Arabic and the like; Chinese, Japanese, Korean, emoji; all
        /// others.
        case accented, alphabets, ideographs, others
    }

    /// Bytes of UTF-8.
    package let bytesByClass: SIMD8<Int>

    /// One pass over the texts. The first byte of a character tells its class and its length.
    package init(_ texts: [String]) {
        var counts = [Int](repeating: 0, count: 256)
        for var text in texts { text.withUTF8 { for byte in $0 { counts[Int(byte)] += 1 } } }
        bytesByClass = counts.enumerated().lazy.filter { $0.element > 0 }.reduce(into: SIMD8()) { bytes, entry in
            let (kind, length) = Self.character(startingWith: UInt8(entry.offset))
            bytes[kind.rawValue] += length * entry.element
        }
    }

    /// Of all that is sent for an item.
    init(_ item: ProviderItem) {
        let document = [item.document.title, item.document.abstract, item.document.text].compactMap(\.self)
        guard case .merge(let parts) = item.work else { self.init(document); return }
        self.init(document + parts.flatMap { [$0.summary, $0.methods, $0.limitations] + $0.keyPoints + $0.keywords })
    }

    private static func character(startingWith byte: UInt8) -> (Class, length: Int) {
        switch byte {
        case 0...0x20: (.blanks, 1)
        case 0x30...0x39: (.digits, 1)
        case 0x41...0x5A, 0x61...0x7A: (.letters, 1)
        case 0x21...0x7F: (.signs, 1)
        case 0x80...0xBF: (.signs, 0)  // No first byte.
        case 0xC0...0xC2: (.signs, 2)
        case 0xC3...0xCC: (.accented, 2)
        case 0xCD...0xDF: (.alphabets, 2)
        case 0xE0...0xE1: (.others, 3)
        case 0xE2: (.signs, 3)
        case 0xE3...0xEF: (.ideographs, 3)
        default: (.ideographs, 4)
        }
    }
}
