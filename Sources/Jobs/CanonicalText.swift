import Foundation

/// The one form of a text that is hashed, counted, stored and sent (docs/queue.md, "Submitting").
///
/// Unicode NFC; CRLF and CR become LF; C0 controls but tab and newline go; trailing blanks of lines and blank outer
/// lines go. Nothing else is touched: leading blanks of lines and inner blank lines may mean something.
package enum CanonicalText {
    /// Nil when nothing visible is left. Linear; a second pass only for texts that may not be in NFC yet.
    package static func make(_ raw: String) -> String? {
        var raw = raw
        let cleaned = raw.withUTF8 { input in
            String(unsafeUninitializedCapacity: input.count) { clean(input, into: $0) }
        }
        // What is left of an ASCII text is composed, and has something visible in it.
        if cleaned.utf8.allSatisfy({ $0 < 0x80 }) { return cleaned.isEmpty ? nil : cleaned }
        let text = cleaned.unicodeScalars.allSatisfy(isComposed) ? cleaned : compose(cleaned)
        return text.unicodeScalars.contains(where: isVisible) ? text : nil
    }

    /// NFC. After cleaning, since a control that goes may have kept a mark from its letter; by way of NFD, since
    /// Foundation alone leaves a Hangul syllable and a final consonant apart.
    private static func compose(_ text: String) -> String {
        text.decomposedStringWithCanonicalMapping.precomposedStringWithCanonicalMapping
    }

    /// Writes the cleaned bytes and returns their number; never more than it reads.
    private static func clean(_ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>)
        -> Int
    {
        var length = 0
        var endOfLineText = 0
        var endOfText = 0
        var previous: UInt8 = 0
        for byte in input {
            defer { previous = byte }
            switch byte {
            case UInt8(ascii: "\n") where previous == UInt8(ascii: "\r"):
                continue
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                length = endOfLineText
                if endOfText > 0 {
                    output[length] = UInt8(ascii: "\n")
                    length += 1
                }
                endOfLineText = length
            case UInt8(ascii: " "), UInt8(ascii: "\t"):
                output[length] = byte
                length += 1
            case 0..<0x20:
                continue
            default:
                output[length] = byte
                length += 1
                endOfLineText = length
                endOfText = length
            }
        }
        return endOfText
    }

    /// True for scalars that NFC leaves alone whatever stands beside them. A deliberately small table: the rest,
    /// combining marks above all, takes the full normalisation.
    private static func isComposed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x300, 0x391...0x3CE, 0x410...0x44F, 0x2010...0x2027, 0x2030...0x205E, 0x3001...0x3029,
            0x3041...0x3098, 0x30A1...0x30FA, 0x4E00...0x9FFF, 0xFF01...0xFF5E:
            true
        default: false
        }
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        !scalar.properties.isWhitespace && !scalar.properties.isDefaultIgnorableCodePoint
    }
}
