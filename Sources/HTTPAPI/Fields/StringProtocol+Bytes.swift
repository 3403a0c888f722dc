/// What header fields are compared and split by: bytes, for the reason that `FieldScanner` has.
extension StringProtocol {
    /// Whether these are the same letters, digits and signs of ASCII, without regard to case.
    func isSame(as word: StaticString) -> Bool {
        guard utf8.count == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { word in
            utf8.elementsEqual(word) { folded($0) == folded($1) }
        }
    }

    /// What stands between commas, without the blanks around it; empty members do not count.
    var members: [Substring] {
        Substring(self).utf8.split(separator: UInt8(ascii: ",")).map { Substring($0).trimmingBlanks }
            .filter { !$0.utf8.isEmpty }
    }

    /// Without blanks and tabs at its ends.
    var trimmingBlanks: Substring {
        var bytes = Substring(self).utf8
        while let byte = bytes.first, isBlank(byte) { bytes.removeFirst() }
        while let byte = bytes.last, isBlank(byte) { bytes.removeLast() }
        return Substring(bytes)
    }
}

/// In lower case, if it is a letter of ASCII.
func folded(_ byte: UInt8) -> UInt8 {
    UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
}

private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
