/// Parses a header field's value by the grammar of RFC 9110, section 5.6.
///
/// It works on bytes: comparing `Character`s or unequal `String`s normalises them, in time quadratic in the number of
/// combining marks in a row, and a client may send 80 KiB of those.
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

    /// Consumes the next byte if it is this one, and returns whether it was.
    mutating func take(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest.removeFirst()
        return true
    }

    /// The next token, in lower case because all our tokens are case-insensitive. Nil, with nothing consumed, if there
    /// is none.
    mutating func token() -> String? {
        let token = rest.prefix { Self.isTokenByte($0) }
        guard !token.isEmpty else { return nil }
        rest = rest[token.endIndex...]
        return Substring(token).lowercased()
    }

    /// The next token or quoted string, without quotes and escapes, in its original case.
    mutating func word() -> String? {
        if rest.first == UInt8(ascii: "\"") { return quotedString() }
        let token = rest.prefix { Self.isTokenByte($0) }
        guard !token.isEmpty else { return nil }
        rest = rest[token.endIndex...]
        return String(Substring(token))
    }

    /// Skips to after the next comma outside quotes, or to the end.
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

    /// Nil, with nothing consumed, if the quotes are not closed.
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
