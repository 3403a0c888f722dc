/// How long a text is, and how much of it belongs to each class of script. Tokenizers count the classes differently,
/// but the census is the same for all of them, so it is taken once, at submission, and stored with the payload.
package struct TextCensus: Hashable, Sendable {
    /// The raw value is the index in `shares`.
    package enum Class: Int, CaseIterable, Sendable {
        /// ASCII. Blanks, including control characters, show how long the words are: no token spans two words.
        case letters, blanks, digits, signs
        /// Latin letters with accents; Greek, Cyrillic, Arabic and the like; Chinese, Japanese, Korean, emoji; all
        /// others.
        case accented, alphabets, ideographs, others
    }

    /// Length in UTF-8.
    package let bytes: Int
    /// The share of each class in the bytes, in 255ths, which add up to 255. Bytes suffice for estimates, and a queue
    /// holds one set for each job.
    package let shares: SIMD8<UInt8>

    package init(bytes: Int, shares: SIMD8<UInt8> = Self.english) {
        self.bytes = bytes
        self.shares = shares
    }

    /// English prose: assumed for a text that has not been counted.
    package static let english = SIMD8<UInt8>(199, 43, 3, 10, 0, 0, 0, 0)

    /// - Parameter bytesByClass: the sum over all texts, as `bytesByClass(of:)` counts them.
    package init(bytesByClass: SIMD8<Int>) {
        bytes = bytesByClass.wrappedSum()
        shares = SIMD8<UInt8>(truncatingIfNeeded: Self.scaled(bytesByClass, to: 255))
    }

    package init(_ texts: [String]) {
        self.init(bytesByClass: texts.reduce(into: SIMD8()) { $0 &+= Self.bytesByClass(of: $1) })
    }

    /// Bytes of each class; all zero for nil. They add up to the size of the text. For a text beyond 4 KB they are
    /// extrapolated from 64 samples at equal distances, so the cost is bounded by about a microsecond.
    package static func bytesByClass(of text: String?) -> SIMD8<Int> {
        guard var text else { return SIMD8() }
        return text.withUTF8 { text in
            let seen = weights.withUnsafeBufferPointer { sample(text, $0) }
            return seen.wrappedSum() == text.count ? seen : scaled(seen, to: text.count)
        }
    }

    /// The same proportions with another sum; the largest part absorbs the rounding error. Zero stays zero.
    private static func scaled(_ parts: SIMD8<Int>, to sum: Int) -> SIMD8<Int> {
        let total = parts.wrappedSum()
        guard total > 0 else { return parts }
        var scaled = (parts &* sum &+ total / 2) / SIMD8(repeating: total)
        if let largest = scaled.indices.max(by: { scaled[$0] < scaled[$1] }) {
            scaled[largest] += sum - scaled.wrappedSum()
        }
        return scaled
    }

    /// What a byte adds to the eight sums of a block: the length of the character that it begins, at the position of
    /// its class. So one addition serves all classes.
    private static let weights: [UInt64] = (0...UInt8.max).map { byte in
        let (kind, length) = character(startingWith: byte)
        return UInt64(length) << (8 * UInt64(kind.rawValue))
    }

    private static func sample(
        _ text: UnsafeBufferPointer<UInt8>, _ weights: UnsafeBufferPointer<UInt64>
    ) -> SIMD8<Int> {
        // The sum of sixty characters of four bytes each still fits into eight bits.
        let block = 60
        var byClass = SIMD8<Int>()
        for start in stride(from: 0, to: text.count, by: max(block, text.count / 64)) {
            var sums: UInt64 = 0
            for index in start..<min(start + block, text.count) { sums &+= weights[Int(text[index])] }
            for kind in byClass.indices { byClass[kind] += Int(sums >> (8 * UInt64(kind)) & 0xFF) }
        }
        return byClass
    }

    package var bytesByClass: SIMD8<Double> { SIMD8<Double>(shares) * (Double(bytes) / 255) }

    /// The first byte of a character determines its class and its length.
    private static func character(startingWith byte: UInt8) -> (Class, length: Int) {
        switch byte {
        case 0...0x20: (.blanks, 1)
        case 0x30...0x39: (.digits, 1)
        case 0x41...0x5A, 0x61...0x7A: (.letters, 1)
        case 0x21...0x7F: (.signs, 1)
        case 0x80...0xBF: (.signs, 0)  // A continuation byte.
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

extension TextCensus {
    /// The shares as one number, the first class in the highest byte. A journal stores this beside the bytes.
    package var packedShares: Int64 {
        Int64(bitPattern: shares.indices.reduce(UInt64(0)) { $0 << 8 | UInt64(shares[$1]) })
    }

    package init(bytes: Int, packedShares: Int64) {
        let packed = UInt64(bitPattern: packedShares)
        var shares = SIMD8<UInt8>()
        for index in shares.indices { shares[index] = UInt8(truncatingIfNeeded: packed >> (56 - 8 * UInt64(index))) }
        self.init(bytes: bytes, shares: shares)
    }
}

/// Tokens that a model counts per byte of each class of text.
package struct TokenRatios: Hashable, Sendable {
    package let perByte: SIMD8<Double>

    /// - Parameter perByte: in the order of `TextCensus.Class`.
    package init(_ perByte: SIMD8<Double>) {
        self.perByte = perByte
    }

    /// One token per four bytes, the usual ratio for English prose.
    package static let usual = TokenRatios(SIMD8(repeating: 0.25))

    /// Rounded up, so that the sum over several texts is never less than the count for all of them together.
    package func tokens(of census: TextCensus) -> Int {
        Int((perByte * census.bytesByClass).sum().rounded(.up))
    }
}
