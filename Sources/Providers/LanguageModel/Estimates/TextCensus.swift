import Jobs

/// What there is to estimate of one item of a call: its size, and of which kind most of it is.
struct TextCensus: Hashable, Sendable {
    /// In UTF-8.
    let bytes: Int
    /// Texts that are sent, which have some wrapping each.
    let texts: Int
    let kind: TextKind

    /// One pass over the texts.
    init(_ texts: [String]) {
        var counts = [Int](repeating: 0, count: 256)
        counts.withUnsafeMutableBufferPointer { counts in
            for var text in texts {
                text.withUTF8 { for byte in $0 { counts[Int(byte)] += 1 } }
            }
        }
        bytes = counts.reduce(0, +)
        self.texts = texts.count
        kind = Self.kind(counts, of: bytes)
    }

    init(_ item: ProviderItem) {
        let document = [item.document.title, item.document.abstract, item.document.text].compactMap(\.self)
        guard case .merge(let parts) = item.work else {
            self.init(document)
            return
        }
        self.init(document + parts.flatMap(\.texts))
    }

    /// Lead bytes tell the script, and their characters' lengths; the bytes that follow them tell nothing.
    private static func kind(_ counts: [Int], of bytes: Int) -> TextKind {
        func count(_ range: ClosedRange<Int>) -> Int { counts[range].reduce(0, +) }
        let ideographic = 3 * (count(0xE3...0xE9) + count(0xEA...0xED)) + 4 * count(0xF0...0xF4)
        let alphabets = 2 * count(0xCD...0xDB)
        let others = 2 * count(0xDC...0xDF) + 3 * count(0xE0...0xE1)
        let accents = 2 * count(0xC3...0xCC)
        let digits = count(0x30...0x39)
        let signs =
            count(0x21...0x2F) + count(0x3A...0x40) + count(0x5B...0x60) + count(0x7B...0x7E) + 3 * counts[0xE2]
        if 3 * max(ideographic, alphabets, others) > bytes {
            return ideographic >= max(alphabets, others) ? .ideographic : alphabets >= others ? .otherAlphabet : .other
        }
        if 5 * (digits + signs) > bytes { return digits > signs ? .figures : .signs }
        // A token for each of them, however short they are.
        if 7 * counts[0x20] > 2 * bytes { return .fragments }
        return 25 * accents > bytes ? .accented : .prose
    }
}
