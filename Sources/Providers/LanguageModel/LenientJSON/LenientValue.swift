import JSON

/// A JSON value that was not written by us, read completely.
enum LenientValue {
    case object(LenientObject)
    case array([LenientValue])
    case string(String)
    /// As it was written.
    case number(String)
    case bool(Bool)
    case null

    /// The object's first member of this name. Null counts as absent.
    subscript(name: String) -> LenientValue? {
        guard case .object(let object) = self else { return nil }
        return object[name]
    }

    /// Nil for anything but a string.
    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var isObject: Bool {
        if case .object = self { true } else { false }
    }

    /// The elements of an array; none for any other value.
    var elements: [LenientValue] {
        if case .array(let elements) = self { elements } else { [] }
    }

    /// A whole number, even if it is written with a fraction or an exponent.
    var int: Int? {
        guard case .number(let text) = self else { return nil }
        return Int(text) ?? Double(text).flatMap { $0.magnitude < 0x1p53 ? Int(exactly: $0) : nil }
    }

    /// Writes it as JSON according to RFC 8259.
    func write(to writer: inout JSONWriter) {
        switch self {
        case .object(let object):
            writer.beginObject()
            for member in object.members {
                writer.key(named: member.name)
                member.value.write(to: &writer)
            }
            writer.endObject()
        case .array(let elements):
            writer.beginArray()
            for element in elements { element.write(to: &writer) }
            writer.endArray()
        case .string(let text): writer.string(text)
        case .number(let text):
            if let int { writer.int(int) } else { writer.double(Double(text) ?? 0) }
        case .bool(let value): writer.bool(value)
        case .null: writer.null()
        }
    }

    /// The value as JSON text.
    var json: [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.finish()
    }
}

/// An object, or as much of it as was present.
struct LenientObject {
    /// In order; a name may occur twice.
    var members: [Member] = []
    /// Whether its closing brace was present.
    var isWhole = false

    subscript(name: String) -> LenientValue? {
        for member in members where member.name == name {
            if case .null = member.value { continue }
            return member.value
        }
        return nil
    }

    struct Member {
        let name: String
        let value: LenientValue
    }

    func has(_ names: String...) -> Bool { members.contains { names.contains($0.name) } }
}
