/// The one form of a text that is hashed, counted, stored and sent (docs/queue.md, "Submitting").
///
/// Unicode NFC; CRLF and CR become LF; C0 controls except tab and newline are removed, and so are trailing blanks of
/// lines and blank lines at both ends. Nothing else changes: leading blanks and inner blank lines may carry meaning.
package enum CanonicalText {
    /// The caller no longer wants the canonical form.
    package struct GivenUp: Error {}

    /// Nil if nothing visible is left. Takes linear time, whatever the text contains. Only texts that may not be in NFC
    /// yet need a second pass.
    package static func make(_ raw: String) -> String? {
        do throws(GivenUp) {
            return try make(raw) { true }
        } catch {
            preconditionFailure("it is always wanted")
        }
    }

    /// The same, for a caller that may give up: `isWanted` is checked every few tens of KiB, and `GivenUp` is thrown if
    /// it is false.
    package static func make(_ raw: String, while isWanted: () -> Bool) throws(GivenUp) -> String? {
        guard isWanted() else { throw GivenUp() }
        var raw = raw
        var text = raw.withUTF8 { input in
            String(unsafeUninitializedCapacity: input.count) { clean(input, into: $0) }
        }
        switch text.withUTF8(script(of:)) {
        // A cleaned ASCII text that is not empty contains something visible.
        case .ascii: return text.isEmpty ? nil : text
        case .composed: break
        // After cleaning, because a removed control character may have stood between a mark and its letter.
        case .unknown: text = try composed(text, while: isWanted)
        }
        return text.unicodeScalars.contains(where: isVisible) ? text : nil
    }

    /// Writes the cleaned bytes and returns their number, which is never more than it reads. Bytes between two control
    /// characters are copied at once.
    private static func clean(_ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>)
        -> Int
    {
        var length = 0
        var startOfLine = 0
        var index = 0
        while true {
            let end = nextControl(in: input, from: index)
            _ = output[length...].update(fromContentsOf: input[index..<end])
            length += end - index
            guard end < input.count else { break }
            index = end + 1
            switch input[end] {
            case UInt8(ascii: "\t"):
                output[length] = input[end]
                length += 1
            case UInt8(ascii: "\r"), UInt8(ascii: "\n"):
                if input[end] == UInt8(ascii: "\r"), index < input.count, input[index] == UInt8(ascii: "\n") {
                    index += 1
                }
                while length > startOfLine, isBlank(output[length - 1]) { length -= 1 }
                // Blank lines before the first line with text are dropped.
                guard length > 0 else { continue }
                output[length] = UInt8(ascii: "\n")
                length += 1
                startOfLine = length
            default: continue
            }
        }
        while length > 0, isBlank(output[length - 1]) || output[length - 1] == UInt8(ascii: "\n") { length -= 1 }
        return length
    }

    /// True for scalars that NFC never changes in a text that has only such scalars. The table is small on purpose: all
    /// other scalars, above all combining marks, take the full normalisation.
    static func isComposed(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0..<0x300, 0x391...0x3CE, 0x400...0x482, 0x1EA0...0x1EF9, 0x2010...0x2027, 0x2030...0x205E,
            0x3001...0x3029, 0x3041...0x3098, 0x30A1...0x30FA, 0x4E00...0x9FFF, 0xAC00...0xD7A3, 0xFF01...0xFF5E,
            0x1F300...0x1F64F:
            true
        default: false
        }
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        !scalar.properties.isWhitespace && !scalar.properties.isDefaultIgnorableCodePoint
    }
}
