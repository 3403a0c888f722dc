/// The characters that end sentences, in all scripts.
package enum Punctuation {
    /// What such a character says.
    package enum Stop {
        /// A full stop, which has other meanings as well.
        case full
        case exclamation, question, ellipsis
        /// Ends a sentence whatever follows, and needs no space after it.
        case decisive
    }

    /// Nil for any other character.
    package static func stop(_ scalar: UInt32) -> Stop? {
        switch scalar {
        case 0x2E: .full
        case 0x21: .exclamation
        case 0x3F: .question
        case 0x2026: .ellipsis
        case 0x3002, 0xFF01, 0xFF1F, 0xFF61, 0x964, 0x965, 0x61F, 0x6D4, 0x1362, 0x17D4, 0x104B, 0x589: .decisive
        default: nil
        }
    }

    /// Whether it is a closing quote or bracket, which belongs to the sentence before it.
    package static func isCloser(_ scalar: UInt32) -> Bool { closers.contains(scalar) }

    /// Whether it is a quote, bracket or mark that may stand before the first word of a sentence.
    static func isOpener(_ scalar: UInt32) -> Bool { openers.contains(scalar) }

    private static let closers = Set("\"')]}»’”›」』】）".unicodeScalars.map(\.value))
    private static let openers = Set("\"'([‘“„«‹¿¡「*#".unicodeScalars.map(\.value))
}
