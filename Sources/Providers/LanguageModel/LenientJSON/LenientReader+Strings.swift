import Analysis
import Jobs

extension LenientReader {
    /// Reads the string whose opening quote is next.
    mutating func string() -> String? {
        let quote = bytes[offset]
        var text: [UInt8] = []
        var start = offset + 1
        var index = start
        while index < bytes.count, bytes[index] != quote {
            if bytes[index] < 0x20 { repairs.insert(.controlCharacter) }
            if bytes[index] != UInt8(ascii: "\\") {
                index += 1
            } else {
                text += bytes[start..<index]
                index += escape(at: index, after: &text)
                start = index
            }
        }
        offset = min(index + 1, bytes.count)
        guard index < bytes.count else { return stop(quote == UInt8(ascii: "\"") ? .cut : .broken) }
        if quote == UInt8(ascii: "'") { repairs.insert(.notation) }
        let whole = text.isEmpty ? bytes[start..<index] : text[...] + bytes[start..<index]
        if let valid = String(validating: whole, as: UTF8.self) { return valid }
        repairs.insert(.character)
        return String(decoding: whole, as: UTF8.self)
    }

    /// Adds the character that the escape at this backslash stands for, and returns the escape's length in bytes. A
    /// backslash that begins no escape stands for itself.
    private mutating func escape(at backslash: Int, after text: inout [UInt8]) -> Int {
        guard backslash + 1 < bytes.count else { return 1 }
        let letter = bytes[backslash + 1]
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
        case UInt8(ascii: "'"):
            repairs.insert(.notation)
            text.append(letter)
        case UInt8(ascii: "u"): return unicodeEscape(at: backslash, after: &text)
        default:
            let isCommand = isWrittenByModel && LaTeXCommand.begins(at: backslash, of: bytes, after: text)
            guard !isCommand, let control = Self.controls[letter] else {
                repairs.insert(.escape)
                text.append(UInt8(ascii: "\\"))
                return 1
            }
            text.append(control)
        }
        return 2
    }

    private static let controls: [UInt8: UInt8] = [
        UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D,
        UInt8(ascii: "t"): 0x09,
    ]

    private mutating func unicodeEscape(at backslash: Int, after text: inout [UInt8]) -> Int {
        let (unit, digits) = codeUnit(at: backslash + 2)
        let next = backslash + 2 + digits
        if digits == 0, next < bytes.count, UInt8(ascii: "a")...UInt8(ascii: "z") ~= bytes[next] {
            // A command such as \upsilon or \underline.
            repairs.insert(.escape)
            text.append(UInt8(ascii: "\\"))
            return 1
        }
        if digits == 4, let scalar = Unicode.Scalar(unit) {
            text += scalar.utf8
            return 6
        }
        if digits == 4, UTF16.isLeadSurrogate(unit), bytes[next...].starts(with: "\\u".utf8) {
            let trail = codeUnit(at: next + 2)
            if trail.digits == 4, UTF16.isTrailSurrogate(trail.unit) {
                text += UTF16.decode(UTF16.EncodedScalar([unit, trail.unit])).utf8
                return 12
            }
        }
        repairs.insert(.character)
        text += "\u{FFFD}".utf8
        return 2 + digits
    }

    /// At most four hexadecimal digits.
    private func codeUnit(at start: Int) -> (unit: UInt16, digits: Int) {
        let digits = bytes[min(start, bytes.count)...].prefix(4).prefix { Character(Unicode.Scalar($0)).isHexDigit }
        return (UInt16(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0, digits.count)
    }
}
