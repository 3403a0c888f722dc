/// What the server answered.
package enum RedisReply: Hashable, Sendable {
    case string([UInt8])
    case integer(Int)
    case array([RedisReply])
    /// There is no value, for example because the key is missing.
    case null
    /// A short word: "OK", "PONG".
    case status(String)
    /// A refusal. Only inside an array: a reply that is a refusal as a whole is thrown.
    case error(RedisRefusal)

    /// The bytes of a string.
    package var bytes: [UInt8]? {
        if case .string(let bytes) = self { bytes } else { nil }
    }

    /// A string or a status, as text.
    package var text: String? {
        switch self {
        case .string(let bytes): String(decoding: bytes, as: UTF8.self)
        case .status(let text): text
        case .integer, .array, .null, .error: nil
        }
    }

    package var number: Int? {
        if case .integer(let number) = self { number } else { nil }
    }

    /// The parts of an array.
    package var items: [RedisReply]? {
        if case .array(let items) = self { items } else { nil }
    }
}
