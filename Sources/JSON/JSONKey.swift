/// The key of an object's member, as it stands in the document. Comparing it allocates nothing.
///
///     switch key {
///     case "text": …
///     default: try reader.skipValue()
///     }
package struct JSONKey: Sendable {
    /// The document itself, or the decoded key if it was written with escapes.
    private let bytes: [UInt8]
    private let range: Range<Int>

    init(bytes: [UInt8], range: Range<Int>) {
        self.bytes = bytes
        self.range = range
    }

    /// The key as a string; a copy.
    package var name: String { String(decoding: bytes[range], as: UTF8.self) }

    /// Whether the key is `literal`, byte by byte, after escapes.
    package static func == (key: Self, literal: StaticString) -> Bool {
        guard key.range.count == literal.utf8CodeUnitCount else { return false }
        return literal.withUTF8Buffer { $0.elementsEqual(key.bytes[key.range]) }
    }

    /// For `switch`.
    package static func ~= (literal: StaticString, key: Self) -> Bool { key == literal }
}
