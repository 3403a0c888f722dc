/// Counts tokens as a model's tokenizer might: by words, numbers and signs, not by bytes.
///
/// A word with the space before it is one token for seven letters, and one more for each seven that follow; letters
/// beyond ASCII weigh more. Three digits are a token, two signs are one, and each character of the scripts that need
/// three bytes or four is one.
///
/// Models differ: one may take twice as many for Russian, or for figures. So a tokenizer may count some writing finer
/// or coarser than that.
package struct Tokenizer: Hashable, Sendable {
    /// What models count differently.
    package enum Script: String, CaseIterable, Sendable {
        /// Words of ASCII letters.
        case letters
        /// Words with other Latin letters.
        case accented
        /// Words of other alphabets of two bytes.
        case alphabets
        case digits
        case signs
        /// Characters of three bytes or of four.
        case wide
    }

    /// How many times as many tokens as usual; once where a script is not named.
    package var factors: [Script: Double]

    package init(factors: [Script: Double] = [:]) {
        self.factors = factors
    }

    /// How many tokens the text is.
    package func count(_ text: String) -> Int {
        var text = text
        return text.withUTF8 { (scan($0, limit: .max).units + Self.unitsPerToken - 1) / Self.unitsPerToken }
    }

    /// The longest beginning of the text that is no more than `limit` tokens and ends between two of its words.
    package func cut(_ text: String, to limit: Int) -> String {
        var text = text
        return text.withUTF8 { bytes in
            String(decoding: bytes[..<scan(bytes, limit: limit * Self.unitsPerToken).end], as: UTF8.self)
        }
    }

    /// Tokens are counted in fractions, so that many short words come to what the factors say.
    private static let unitsPerToken = 1000

    private func scan(_ bytes: UnsafeBufferPointer<UInt8>, limit: Int) -> (units: Int, end: Int) {
        let measures = Measures(factors)
        var units = 0
        var index = 0
        while index < bytes.count {
            let run = Self.run(in: bytes, from: index, measures)
            guard units + run.units <= limit else { break }
            units += run.units
            index = run.end
        }
        return (units, index)
    }

    /// Units of what is one token usually.
    private struct Measures {
        let letters, accented, alphabets, digits, signs, wide: Int

        init(_ factors: [Script: Double]) {
            func units(_ script: Script) -> Int {
                Int(factors[script, default: 1] * Double(Tokenizer.unitsPerToken))
            }
            letters = units(.letters)
            accented = units(.accented)
            alphabets = units(.alphabets)
            digits = units(.digits)
            signs = units(.signs)
            wide = units(.wide)
        }
    }

    /// What stands at `start` up to the next of its kind, together with one space before it.
    @inline(__always)
    private static func run(
        in bytes: UnsafeBufferPointer<UInt8>, from start: Int, _ measures: Measures
    ) -> (units: Int, end: Int) {
        var index = start
        if bytes[index] == 0x20, index + 1 < bytes.count, bytes[index + 1] != 0x20 { index += 1 }
        switch kinds[Int(bytes[index])] {
        case .letter, .accented, .foreign: return word(in: bytes, from: index, measures)
        case .digit:
            let end = end(of: .digit, in: bytes, from: index)
            return ((end - index + 2) / 3 * measures.digits, end)
        case .sign:
            let end = end(of: .sign, in: bytes, from: index)
            return ((end - index + 1) / 2 * measures.signs, end)
        case .space: return (unitsPerToken, end(of: .space, in: bytes, from: index))
        case .wide3: return (measures.wide, min(index + 3, bytes.count))
        case .wide4: return (measures.wide, min(index + 4, bytes.count))
        }
    }

    @inline(__always)
    private static func word(
        in bytes: UnsafeBufferPointer<UInt8>, from start: Int, _ measures: Measures
    ) -> (units: Int, end: Int) {
        var index = start
        var weight = 0
        var measure = measures.letters
        loop: while index < bytes.count {
            switch kinds[Int(bytes[index])] {
            case .letter:
                weight += 1
                index += 1
            case .accented:
                weight += 2
                measure = measures.accented
                index += 2
            case .foreign:
                weight += 3
                measure = measures.alphabets
                index += 2
            default: break loop
            }
        }
        return ((1 + (weight - 1) / 7) * measure, min(index, bytes.count))
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
