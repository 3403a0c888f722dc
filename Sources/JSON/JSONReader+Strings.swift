/// A string or key in the document, whose grammar has been checked.
struct StringLiteral {
    /// Without the quotes.
    let range: Range<Int>
    let hasEscapes: Bool
    let isASCII: Bool
}

extension JSONReader {
    /// Consumes the string whose opening quote comes next, without checking its UTF-8.
    mutating func scanString() throws(JSONError) -> StringLiteral {
        let start = offset + 1
        var end = start
        var highBits: UInt64 = 0
        var hasEscapes = false
        while true {
            end = bytes.withUnsafeBytes { PlainRun.end(in: $0, from: end, highBits: &highBits) }
            guard end < bytes.count else { throw .malformed(offset: end, .unexpectedEnd) }
            guard bytes[end] != PlainRun.quote else { break }
            guard bytes[end] == PlainRun.backslash else { throw .malformed(offset: end, .controlCharacter) }
            hasEscapes = true
            end = try escape(at: end).end
        }
        offset = end + 1
        return StringLiteral(range: start..<end, hasEscapes: hasEscapes, isASCII: highBits == 0)
    }

    /// Checks and consumes the string whose opening quote comes next.
    mutating func passString() throws(JSONError) -> StringLiteral {
        let literal = try scanString()
        try checkUTF8(of: literal)
        return literal
    }

    /// The string that `literal` stands for. Without escapes, this takes one pass over the bytes and one copy.
    func string(_ literal: StringLiteral) throws(JSONError) -> String {
        guard literal.hasEscapes else {
            do {
                return String(copying: try UTF8Span(validating: bytes.span.extracting(literal.range)))
            } catch {
                throw .invalidUTF8(offset: literal.range.lowerBound + error.byteOffsets.lowerBound)
            }
        }
        try checkUTF8(of: literal)
        return String(decoding: try unescaped(literal), as: UTF8.self)
    }

    private func checkUTF8(of literal: StringLiteral) throws(JSONError) {
        guard !literal.isASCII else { return }
        do {
            _ = try UTF8Span(validating: bytes.span.extracting(literal.range))
        } catch {
            throw .invalidUTF8(offset: literal.range.lowerBound + error.byteOffsets.lowerBound)
        }
    }

    /// The literal's bytes with its escapes replaced.
    func unescaped(_ literal: StringLiteral) throws(JSONError) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(literal.range.count)
        var index = literal.range.lowerBound
        var ignored: UInt64 = 0
        while true {
            let end = bytes.withUnsafeBytes { PlainRun.end(in: $0, from: index, highBits: &ignored) }
            if end > index { result.append(contentsOf: bytes[index..<end]) }
            guard end < literal.range.upperBound else { return result }
            let escape = try escape(at: end)
            for byte in escape.scalar.utf8 { result.append(byte) }
            index = escape.end
        }
    }

    /// The character that the escape at this backslash stands for, and where the escape ends.
    private func escape(at backslash: Int) throws(JSONError) -> (scalar: Unicode.Scalar, end: Int) {
        let letter = backslash + 1
        guard letter < bytes.count else { throw .malformed(offset: letter, .unexpectedEnd) }
        let end = letter + 1
        switch bytes[letter] {
        case UInt8(ascii: "n"): return ("\n", end)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return (Unicode.Scalar(bytes[letter]), end)
        case UInt8(ascii: "t"): return ("\t", end)
        case UInt8(ascii: "r"): return ("\r", end)
        case UInt8(ascii: "b"): return ("\u{8}", end)
        case UInt8(ascii: "f"): return ("\u{C}", end)
        case UInt8(ascii: "u"): return try unicodeEscape(at: backslash)
        default: throw .malformed(offset: letter, .unknownEscape)
        }
    }

    private func unicodeEscape(at backslash: Int) throws(JSONError) -> (scalar: Unicode.Scalar, end: Int) {
        let unit = try codeUnit(at: backslash + 2)
        let end = backslash + 6
        if let scalar = Unicode.Scalar(unit) { return (scalar, end) }
        // A surrogate: it counts only as the first half of a pair whose second half follows.
        guard UTF16.isLeadSurrogate(unit), bytes[end...].starts(with: "\\u".utf8) else {
            throw .loneSurrogate(offset: backslash)
        }
        let trail = try codeUnit(at: end + 2)
        guard UTF16.isTrailSurrogate(trail) else { throw .loneSurrogate(offset: backslash) }
        return (UTF16.decode(UTF16.EncodedScalar([unit, trail])), end + 6)
    }

    /// Four hexadecimal digits.
    private func codeUnit(at start: Int) throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for index in start..<start + 4 {
            guard index < bytes.count else { throw .malformed(offset: index, .unexpectedEnd) }
            let digit: UInt8
            switch bytes[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = bytes[index] - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = bytes[index] - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = bytes[index] - UInt8(ascii: "A") + 10
            default: throw .malformed(offset: index, .hexDigitExpected)
            }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }
}
