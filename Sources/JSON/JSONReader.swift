/// A pull reader over the UTF-8 bytes of one JSON document, strict by RFC 8259.
///
///     var reader = try JSONReader(body)
///     try reader.beginObject()
///     while let key = try reader.nextKey() {
///         switch key {
///         case "text": text = try reader.readString()
///         default: try reader.skipValue()
///         }
///     }
///     try reader.finish()
///
/// After `beginObject` the caller takes `nextKey` until it is nil and reads exactly one value after each key; likewise
/// `beginArray` and `nextElement`. A key that occurs twice is returned twice. Whatever is read or skipped has been
/// checked in full: grammar, UTF-8 and surrogates. After `.typeMismatch`, `.notAnInteger` and `.numberTooLarge` the
/// value is still unread, so a caller can note the error, skip the value and continue. After any other error, the
/// reader cannot be used further. A copy of the reader keeps its position.
package struct JSONReader: Sendable {
    /// The maximum depth of nested objects and arrays.
    package static let depthLimit = 128

    let bytes: [UInt8]
    /// The index of the next byte to read.
    package internal(set) var offset = 0
    /// How many containers are open here.
    private var depth = 0
    /// Whether a container has just been opened, so that no comma is due.
    private var isAtStart = false

    /// Shares the array, copies nothing. Throws if there is a byte order mark, which RFC 8259 forbids to send.
    package init(_ bytes: [UInt8]) throws(JSONError) {
        guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { throw .malformed(offset: 0, .byteOrderMark) }
        self.bytes = bytes
    }

    /// The kind of the value that comes next, judged by its first byte. Consumes nothing but white space.
    package mutating func peek() throws(JSONError) -> JSONKind {
        skipWhiteSpace()
        guard offset < bytes.count else { throw .malformed(offset: offset, .unexpectedEnd) }
        switch bytes[offset] {
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "a")...UInt8(ascii: "z"): throw .malformed(offset: offset, .unknownWord)
        default: throw .malformed(offset: offset, .valueExpected)
        }
    }

    /// Enters the object that comes next.
    package mutating func beginObject() throws(JSONError) {
        try begin(.object)
    }

    /// The key of the next member, or nil after the last one, when the object has been left.
    package mutating func nextKey() throws(JSONError) -> JSONKey? {
        guard let literal = try nextKeyLiteral() else { return nil }
        guard literal.hasEscapes else { return JSONKey(bytes: bytes, range: literal.range) }
        let name = try unescaped(literal)
        return JSONKey(bytes: name, range: name.indices)
    }

    /// Enters the array that comes next.
    package mutating func beginArray() throws(JSONError) {
        try begin(.array)
    }

    /// Whether there is another element to read; false after the last one, when the array has been left.
    package mutating func nextElement() throws(JSONError) -> Bool {
        try next(closing: UInt8(ascii: "]"), otherwise: .arrayNotContinued)
    }

    /// Makes sure that nothing but white space follows.
    package mutating func finish() throws(JSONError) {
        skipWhiteSpace()
        guard offset == bytes.count else { throw .malformed(offset: offset, .trailingBytes) }
    }

    /// Like `nextKey`, but without decoding the key.
    mutating func nextKeyLiteral() throws(JSONError) -> StringLiteral? {
        guard try next(closing: UInt8(ascii: "}"), otherwise: .objectNotContinued) else { return nil }
        skipWhiteSpace()
        guard offset < bytes.count else { throw .malformed(offset: offset, .unexpectedEnd) }
        guard bytes[offset] == PlainRun.quote else { throw .malformed(offset: offset, .keyExpected) }
        let literal = try passString()
        guard take(UInt8(ascii: ":")) else { throw fault(.colonExpected) }
        return literal
    }

    /// Throws unless the next value is of this kind; consumes nothing but white space.
    mutating func expect(_ kind: JSONKind) throws(JSONError) {
        let found = try peek()
        guard found == kind else { throw .typeMismatch(offset: offset, expected: kind, found: found) }
    }

    private mutating func begin(_ kind: JSONKind) throws(JSONError) {
        try expect(kind)
        guard depth < Self.depthLimit else { throw .tooDeep(offset: offset) }
        depth += 1
        offset += 1
        isAtStart = true
    }

    /// Consumes the comma before another element, or the bracket after the last one.
    private mutating func next(closing bracket: UInt8, otherwise notContinued: JSONFault) throws(JSONError) -> Bool {
        defer { isAtStart = false }
        if take(bracket) {
            depth -= 1
            return false
        }
        guard isAtStart || take(UInt8(ascii: ",")) else { throw fault(notContinued) }
        return true
    }

    /// Consumes white space, and then `byte` if it comes next.
    private mutating func take(_ byte: UInt8) -> Bool {
        skipWhiteSpace()
        guard offset < bytes.count, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }

    private func fault(_ fault: JSONFault) -> JSONError {
        .malformed(offset: offset, offset < bytes.count ? fault : .unexpectedEnd)
    }

    private mutating func skipWhiteSpace() {
        while offset < bytes.count, bytes[offset] <= 0x20, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[offset]) {
            offset += 1
        }
    }
}
