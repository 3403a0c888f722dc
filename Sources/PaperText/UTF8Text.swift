// Inlinable, since they are called for every byte of a text.

/// UTF-8 bytes, read scalar by scalar. They must come from a `String` and be cut only between scalars.
extension [UInt8] {
    /// The scalar that begins at `index`, and its length in bytes. Never reads past the end of the array.
    @inlinable
    package func scalar(at index: Int) -> (value: UInt32, length: Int) {
        let lead = self[index]
        guard lead >= 0xC0 else { return (UInt32(lead), 1) }
        let length = Swift.min(lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2, count - index)
        var value = UInt32(lead) & (0x7F >> UInt32(length))
        for offset in 1..<Swift.max(length, 1) {
            value = value << 6 | UInt32(self[index + offset] & 0x3F)
        }
        return (value, length)
    }

    /// The start of the scalar that contains the byte at `index`; `count` for the end of the text.
    package func scalarStart(at index: Int) -> Int {
        var start = index
        while start > 0, start < count, self[start] & 0xC0 == 0x80 { start -= 1 }
        return start
    }

    /// Appends the scalar in UTF-8, or nothing if it is not valid.
    @inlinable
    package mutating func append(scalar: UInt32) {
        if scalar < 0x80 {
            append(UInt8(truncatingIfNeeded: scalar))
        } else if let scalar = Unicode.Scalar(scalar) {
            append(contentsOf: scalar.utf8)
        }
    }

    /// Whether `text` is at `index`.
    package func has(_ text: StaticString, at index: Int) -> Bool {
        let length = text.utf8CodeUnitCount
        guard index >= 0, index + length <= count else { return false }
        for offset in 0..<length where self[index + offset] != text.utf8Start[offset] { return false }
        return true
    }

    /// The text in the range.
    package func string(_ range: Range<Int>) -> String {
        String(decoding: self[range], as: UTF8.self)
    }

    /// The part of `range` without blanks and line ends at both ends.
    package func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (lower, upper) = (range.lowerBound, range.upperBound)
        while lower < upper, self[lower].isBlank { lower += 1 }
        while upper > lower, self[upper - 1].isBlank { upper -= 1 }
        return lower..<upper
    }

    /// Where to cut `range` so that at most `limit` bytes remain: at a space in the second half if there is one,
    /// otherwise between two scalars.
    package func cut(_ range: Range<Int>, limit: Int) -> Int {
        guard range.count > limit else { return range.upperBound }
        let end = Swift.max(scalarStart(at: range.lowerBound + limit), range.lowerBound)
        var space = end
        while space > range.lowerBound + limit / 2, self[space] != .space { space -= 1 }
        return self[space] == .space ? space : end
    }
}

extension UInt8 {
    @inlinable package static var space: UInt8 { 0x20 }
    @inlinable package static var newline: UInt8 { 0x0A }
    @inlinable package static var stop: UInt8 { 0x2E }
    @inlinable package static var hyphen: UInt8 { 0x2D }

    /// A space, a tab, a line end or another control character.
    @inlinable package var isBlank: Bool { self <= 0x20 }
    @inlinable package var isUpper: Bool { self >= 0x41 && self <= 0x5A }
    @inlinable package var isLower: Bool { self >= 0x61 && self <= 0x7A }
    @inlinable package var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    /// An ASCII letter, or any byte of a character beyond ASCII.
    @inlinable package var isWordlike: Bool { isUpper || isLower || self >= 0x80 }
}
