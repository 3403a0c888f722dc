/// Header fields are compared and split as bytes; `FieldScanner` says why.
extension StringProtocol {
    /// Whether both are the same ASCII characters, ignoring case.
    func isSame(as word: StaticString) -> Bool {
        guard utf8.count == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { word in
            utf8.elementsEqual(word) { folded($0) == folded($1) }
        }
    }

    /// The members between commas, without surrounding blanks and without empty ones.
    var members: [Substring] {
        Substring(self).utf8.split(separator: UInt8(ascii: ",")).map { Substring($0).trimmingBlanks }
            .filter { !$0.utf8.isEmpty }
    }

    /// Without leading and trailing blanks and tabs.
    var trimmingBlanks: Substring {
        var bytes = Substring(self).utf8
        while let byte = bytes.first, isBlank(byte) { bytes.removeFirst() }
        while let byte = bytes.last, isBlank(byte) { bytes.removeLast() }
        return Substring(bytes)
    }
}

/// An ASCII letter in lower case; any other byte unchanged.
func folded(_ byte: UInt8) -> UInt8 {
    UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
}

private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
