/// Takes a header field's value apart by the grammar of RFC 9110, section 5.6.
///
/// It works on bytes. Comparing `Character`s or unequal `String`s normalises them, which takes time quadratic in the
/// number of combining marks in a row, and a client may send 80 KiB of those.
struct FieldScanner {
    private var rest: Substring.UTF8View

    init(_ value: String) {
        rest = value[...].utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// The next byte.
    var next: UInt8? { rest.first }

    mutating func skipBlanks() {
        while let byte = rest.first, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { rest.removeFirst() }
    }

    /// Whether this byte came next; it is taken then.
    mutating func take(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest.removeFirst()
        return true
    }

    /// A token, in lower case, since whatever we look for is compared without case; nil, and nothing taken, where there
    /// is none.
    mutating func token() -> String? {
        let token = rest.prefix { Self.isTokenByte($0) }
        guard !token.isEmpty else { return nil }
        rest = rest[token.endIndex...]
        return Substring(token).lowercased()
    }

    /// A token or a quoted string, the latter without its quotes and escapes, in the case in which it was sent.
    mutating func word() -> String? {
        if rest.first == UInt8(ascii: "\"") { return quotedString() }
        let token = rest.prefix { Self.isTokenByte($0) }
        guard !token.isEmpty else { return nil }
        rest = rest[token.endIndex...]
        return String(Substring(token))
    }

    /// Goes on behind the next comma that stands in no quotes, or to the end.
    mutating func skipElement() {
        while let byte = rest.first {
            if byte == UInt8(ascii: "\"") {
                if quotedString() == nil { rest.removeFirst() }
            } else {
                rest.removeFirst()
                if byte == UInt8(ascii: ",") { return }
            }
        }
    }

    /// Nil, and nothing taken, where the quotes are not closed.
    private mutating func quotedString() -> String? {
        var bytes: [UInt8] = []
        var ahead = rest.dropFirst()
        while let byte = ahead.popFirst() {
            switch byte {
            case UInt8(ascii: "\""):
                rest = ahead
                return String(decoding: bytes, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let escaped = ahead.popFirst() else { return nil }
                bytes.append(escaped)
            default: bytes.append(byte)
            }
        }
        return nil
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: tokenSigns.contains(byte)
        }
    }

    private static let tokenSigns = Array("!#$%&'*+-.^_`|~".utf8)
}
