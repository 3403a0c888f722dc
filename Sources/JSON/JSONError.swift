/// Why bytes could not be read as the JSON that was asked for. Offsets count bytes from 0.
package enum JSONError: Error, Hashable, Sendable {
    /// Not JSON by RFC 8259.
    case malformed(offset: Int, JSONFault)
    /// A string or a key is not UTF-8 by RFC 3629: overlong, a surrogate, beyond U+10FFFF, or cut off.
    case invalidUTF8(offset: Int)
    /// A `\u` escape is half of a surrogate pair, so it is no character.
    case loneSurrogate(offset: Int)
    /// More nested containers than `JSONReader.depthLimit`.
    case tooDeep(offset: Int)
    /// JSON, but another kind of value than the caller asked for. The value is still unread.
    case typeMismatch(offset: Int, expected: JSONKind, found: JSONKind)
    /// An integer was asked for and the number has a fraction or does not fit into 64 bits. The value is still unread.
    case notAnInteger(offset: Int)
    /// The number is beyond what a double can hold. The value is still unread.
    case numberTooLarge(offset: Int)

    /// Where in the bytes the error is.
    package var offset: Int {
        switch self {
        case .malformed(let offset, _), .invalidUTF8(let offset), .loneSurrogate(let offset), .tooDeep(let offset),
            .typeMismatch(let offset, _, _), .notAnInteger(let offset), .numberTooLarge(let offset):
            offset
        }
    }
}

extension JSONError: CustomStringConvertible {
    /// One clause for people, without a full stop: "expected a comma or the end of the object, at byte 17".
    package var description: String { "\(reason), at byte \(offset)" }

    /// The description without the position.
    package var reason: String {
        switch self {
        case .malformed(_, let fault): fault.rawValue
        case .invalidUTF8: "the string is not valid UTF-8"
        case .loneSurrogate: "the \\u escape is half of a surrogate pair"
        case .tooDeep: "more than \(JSONReader.depthLimit) objects and arrays inside each other"
        case .typeMismatch(_, let expected, let found): "must be \(expected), not \(found)"
        case .notAnInteger: "must be a whole number of at most 64 bits"
        case .numberTooLarge: "the number is too large"
        }
    }
}

/// What is wrong with bytes that are not JSON, in words.
package enum JSONFault: String, Hashable, Sendable {
    case byteOrderMark = "starts with a byte order mark; send UTF-8 without one"
    case unexpectedEnd = "ends in the middle of a value"
    case valueExpected = "expected a value"
    case keyExpected = "expected a key in double quotes"
    case colonExpected = "expected a colon after the key"
    case objectNotContinued = "expected a comma or the end of the object"
    case arrayNotContinued = "expected a comma or the end of the array"
    case controlCharacter = "a control character in a string must be escaped"
    case unknownEscape = "unknown escape after the backslash"
    case hexDigitExpected = "expected four hexadecimal digits after \\u"
    case digitExpected = "expected a digit"
    case leadingZero = "a number must not start with a zero"
    case unknownWord = "expected true, false or null"
    case trailingBytes = "something follows after the value"
}
