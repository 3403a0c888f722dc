/// The signs that sentences end with, of all scripts.
package enum Punctuation {
    /// What a sign that ends sentences tells.
    package enum Stop {
        /// A full stop, which means other things as well.
        case full
        case exclamation, question, ellipsis
        /// Ends a sentence whatever follows, and needs no space behind it.
        case decisive
    }

    /// Nil for any other sign.
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

    /// Quotes and brackets that close, and so belong to the sentence before them.
    package static func isCloser(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x22, 0x27, 0x29, 0x5D, 0x7D, 0xBB, 0x2019, 0x201D, 0x203A, 0x300D, 0x300F, 0x3011, 0xFF09: true
        default: false
        }
    }

    /// Quotes, brackets and marks that may stand before the first word of a sentence.
    package static func isOpener(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x22, 0x27, 0x28, 0x5B, 0x2018, 0x201C, 0x201E, 0xAB, 0x2039, 0xBF, 0xA1, 0x300C, 0x2A, 0x23: true
        default: false
        }
    }
}
