/// The kind of a character, for parsers of running text. Scripts with case are recognised by arithmetic instead of
/// Unicode tables, so that reading a megabyte is cheap. It does no harm if a rare letter is taken for one without case.
@frozen
package enum CharacterKind {
    case lower, upper
    /// A letter of a script without case that puts spaces between words, such as Arabic, Hindi or Korean.
    case caseless
    /// A letter of a script written without spaces, such as Chinese, Japanese or Thai.
    case unspaced
    case digit, space, other

    /// Whether it is a letter of any script.
    package var isLetter: Bool {
        switch self {
        case .lower, .upper, .caseless, .unspaced: true
        case .digit, .space, .other: false
        }
    }

    /// The kind of the scalar with this value.
    @inlinable
    package init(_ scalar: UInt32) {
        switch scalar {
        case 0x61...0x7A: self = .lower
        case 0x41...0x5A: self = .upper
        case 0x30...0x39: self = .digit
        case 0...0x20: self = .space
        case 0x21...0x7F: self = .other
        default: self = Self.beyondASCII(scalar)
        }
    }

    @usableFromInline
    static func beyondASCII(_ scalar: UInt32) -> CharacterKind {
        switch scalar {
        case 0xA0, 0x2000...0x200B, 0x2028...0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF: .space
        case 0xAA, 0xB5, 0xBA: .lower
        case 0x80...0xBF, 0xD7, 0xF7: .other
        case 0xC0...0x24F, 0x370...0x52F, 0x531...0x556, 0x561...0x587, 0x1E00...0x1EFF:
            lowercased(scalar) == scalar ? .lower : .upper
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF: .unspaced
        case 0x2010...0x206F, 0x2070...0x2BFF, 0x2E00...0x2E7F, 0x3001...0x3004, 0x3008...0x3020: .other
        case 0x2E80...0xA4CF, 0xF900...0xFAFF, 0xFF66...0xFF9F, 0x20000...0x3FFFF: .unspaced
        case 0xE000...0xF8FF, 0xFE00...0xFE6F, 0xFF00...0xFF65, 0xFFE0...0xFFFF, 0x1D000...0x1FFFF, 0xE0000...: .other
        case 0x60C, 0x61B, 0x61F, 0x66A...0x66D, 0x6D4, 0x964...0x965, 0x589, 0x55A...0x55F: .other
        default: .caseless
        }
    }

    /// The lower-case form. It has the same length in UTF-8, so words keep their size.
    package static func lowercased(_ scalar: UInt32) -> UInt32 {
        switch scalar {
        case 0x41...0x5A, 0xC0...0xD6, 0xD8...0xDE, 0x391...0x3A9, 0x410...0x42F: scalar + 0x20
        case 0x100...0x137, 0x14A...0x177, 0x1E00...0x1EFF: scalar | 1
        case 0x139...0x148, 0x179...0x17E: scalar + (scalar & 1)
        case 0x400...0x40F: scalar + 0x50
        case 0x531...0x556: scalar + 0x30
        default: scalar
        }
    }
}
