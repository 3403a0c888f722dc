/// Bytes that stand for themselves inside a JSON string: neither quote nor backslash nor control character.
enum PlainRun {
    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// Where the run that begins at `start` ends: at the first byte that does not stand for itself, or at the end.
    /// `highBits` is non-zero afterwards if there was a byte beyond ASCII. Reads eight bytes per step.
    @inline(__always)
    static func end(in bytes: UnsafeRawBufferPointer, from start: Int, highBits: inout UInt64) -> Int {
        var index = start
        while index + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let special =
                zeroBytes(word ^ (ones &* UInt64(quote))) | zeroBytes(word ^ (ones &* UInt64(backslash)))
                | controls(word)
            if special != 0 {
                let plain = special.trailingZeroBitCount & ~7
                highBits |= word & Self.highBits & ((1 << UInt64(plain)) - 1)
                return index + plain / 8
            }
            highBits |= word & Self.highBits
            index += 8
        }
        while index < bytes.count, isPlain(bytes[index]) {
            highBits |= UInt64(bytes[index] & 0x80)
            index += 1
        }
        return index
    }

    static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != quote && byte != backslash
    }

    /// The high bit of each zero byte. Bits above the lowest one set may be wrong; only the lowest one is used.
    private static func zeroBytes(_ word: UInt64) -> UInt64 {
        (word &- ones) & ~word & highBits
    }

    /// Likewise the high bit of each byte below 0x20.
    private static func controls(_ word: UInt64) -> UInt64 {
        (word &- ones &* 0x20) & ~word & highBits
    }
}
