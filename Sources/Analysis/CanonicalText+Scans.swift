/// Scans that take eight bytes at a time where there is nothing to find.
extension CanonicalText {
    private static let spread: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    enum Script {
        case ascii
        /// Not ASCII, but certainly in NFC.
        case composed
        /// May not be in NFC.
        case unknown
    }

    /// Whether the text needs normalisation.
    static func script(of text: UnsafeBufferPointer<UInt8>) -> Script {
        var script = Script.ascii
        var index = nextBeyondASCII(in: text, from: 0)
        while index < text.count {
            let (scalar, length) = scalar(in: text, at: index)
            guard isComposed(scalar) else { return .unknown }
            script = .composed
            index = nextBeyondASCII(in: text, from: index + length)
        }
        return script
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    /// The next byte below 0x20, or the end.
    static func nextControl(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        while index + 8 <= text.count {
            let word = word(in: text, at: index)
            // The lowest bit that is set marks a control byte. Higher bits may be wrong, because the subtraction
            // borrows.
            let controls = (word &- spread &* 0x20) & ~word & highBits
            if controls != 0 { return index + controls.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < text.count, text[index] >= 0x20 { index += 1 }
        return index
    }

    private static func nextBeyondASCII(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        while index + 8 <= text.count {
            let high = word(in: text, at: index) & highBits
            if high != 0 { return index + high.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < text.count, text[index] < 0x80 { index += 1 }
        return index
    }

    private static func word(in text: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt64 {
        UInt64(littleEndian: UnsafeRawBufferPointer(text).loadUnaligned(fromByteOffset: index, as: UInt64.self))
    }

    /// Byte ranges of the runs of combining marks that must be sorted before the standard library sees them: runs of
    /// more than `limit` marks, and runs of any length with a compound sign.
    static func runsToOrder(beyond limit: Int, in text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var run = 0..<0
        var (count, isDue) = (0, false)
        var index = nextBeyondASCII(in: text, from: 0)
        while index < text.count {
            let (scalar, length) = scalar(in: text, at: index)
            if isMark(scalar) {
                if run.upperBound != index {
                    run = index..<index
                    (count, isDue) = (0, false)
                }
                run = run.lowerBound..<(index + length)
                count += 1
                if isDue {
                    runs[runs.count - 1] = run
                } else if count > limit || isCompoundSign(scalar) {
                    runs.append(run)
                    isDue = true
                }
            }
            index = nextBeyondASCII(in: text, from: index + length)
        }
        return runs
    }

    /// The scalar beyond ASCII that begins at `index`, and its length in bytes. The text must be valid UTF-8.
    private static func scalar(in text: UnsafeBufferPointer<UInt8>, at index: Int) -> (UInt32, Int) {
        let lead = text[index]
        let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        var scalar = UInt32(lead) & (0x7F >> UInt32(length))
        for next in text[(index + 1)..<(index + length)] { scalar = scalar << 6 | UInt32(next & 0x3F) }
        return (scalar, length)
    }
}
