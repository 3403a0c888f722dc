/// Counts tokens as a model's tokenizer might: by words, numbers and signs, not by bytes.
///
/// A word with the space before it is one token for seven letters, and one more for each seven that follow; letters
/// beyond ASCII weigh more. Three digits are a token, two signs are one, and each character of the scripts that need
/// three bytes or four is one.
package enum Tokenizer {
    /// How many tokens the text is.
    package static func count(_ text: String) -> Int {
        var text = text
        return text.withUTF8 { scan($0, limit: .max).tokens }
    }

    /// The longest beginning of the text that is no more than `limit` tokens and ends between two of its words.
    package static func cut(_ text: String, to limit: Int) -> String {
        var text = text
        return text.withUTF8 { bytes in
            String(decoding: bytes[..<scan(bytes, limit: limit).end], as: UTF8.self)
        }
    }

    private static func scan(_ bytes: UnsafeBufferPointer<UInt8>, limit: Int) -> (tokens: Int, end: Int) {
        var tokens = 0
        var index = 0
        while index < bytes.count {
            let run = run(in: bytes, from: index)
            guard tokens + run.tokens <= limit else { break }
            tokens += run.tokens
            index = run.end
        }
        return (tokens, index)
    }

    /// What stands at `start` up to the next of its kind, together with one space before it.
    @inline(__always)
    private static func run(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> (tokens: Int, end: Int) {
        var index = start
        if bytes[index] == 0x20, index + 1 < bytes.count, bytes[index + 1] != 0x20 { index += 1 }
        switch kinds[Int(bytes[index])] {
        case .letter, .accented, .foreign: return word(in: bytes, from: index)
        case .digit:
            let end = end(of: .digit, in: bytes, from: index)
            return ((end - index + 2) / 3, end)
        case .sign:
            let end = end(of: .sign, in: bytes, from: index)
            return ((end - index + 1) / 2, end)
        case .space: return (1, end(of: .space, in: bytes, from: index))
        case .wide3: return (1, min(index + 3, bytes.count))
        case .wide4: return (1, min(index + 4, bytes.count))
        }
    }

    @inline(__always)
    private static func word(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> (tokens: Int, end: Int) {
        var index = start
        var weight = 0
        loop: while index < bytes.count {
            switch kinds[Int(bytes[index])] {
            case .letter:
                weight += 1
                index += 1
            case .accented:
                weight += 2
                index += 2
            case .foreign:
                weight += 3
                index += 2
            default: break loop
            }
        }
        return (1 + (weight - 1) / 7, min(index, bytes.count))
    }

    @inline(__always)
    private static func end(of kind: Kind, in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        while index < bytes.count, kinds[Int(bytes[index])] == kind { index += 1 }
        return index
    }

    /// What a byte begins.
    private enum Kind: UInt8 {
        case letter, digit, sign, space
        /// A letter of two bytes: Latin, or of another alphabet.
        case accented, foreign
        /// A character of three bytes or of four.
        case wide3, wide4
    }

    private static let kinds: [Kind] = (0...255).map { byte in
        switch UInt8(byte) {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): .letter
        case UInt8(ascii: "0")...UInt8(ascii: "9"): .digit
        case 0x00...0x20: .space
        case 0xC3...0xC9: .accented
        case 0xCA...0xDF: .foreign
        case 0xE0...0xEF: .wide3
        case 0xF0...0xFF: .wide4
        default: .sign
        }
    }
}
