import HTTPTypes

/// The media type of a request's body (RFC 9110, section 8.3).
struct ContentType {
    /// In lower case, like `application/json`.
    let name: String
    /// Whether every `charset`, if there is any, names UTF-8 or a subset of it.
    let isUTF8: Bool

    /// Nil if there is no field, or one that cannot be parsed. Several fields with the same type count as one.
    init?(_ headers: HTTPFields) {
        var types: [ContentType] = []
        for value in headers[values: .contentType] {
            guard let more = Self.types(in: value) else { return nil }
            types += more
        }
        guard let first = types.first, types.allSatisfy({ $0.name == first.name }) else { return nil }
        name = first.name
        isUTF8 = types.allSatisfy(\.isUTF8)
    }

    private init?(_ scanner: inout FieldScanner) {
        guard let type = scanner.token(), scanner.take(UInt8(ascii: "/")), let subtype = scanner.token(),
            let parameters = scanner.parameters()
        else { return nil }
        name = type + "/" + subtype
        isUTF8 = parameters.allSatisfy { parameter in
            guard parameter.name == "charset", let charset = parameter.value else { return true }
            return Self.names.contains { charset.isSame(as: $0) }
        }
    }

    private static let names: [StaticString] = ["utf-8", "utf8", "us-ascii", "ascii"]

    /// A proxy may have joined fields with commas. Nil if one of the types cannot be parsed.
    private static func types(in value: String) -> [ContentType]? {
        var scanner = FieldScanner(value)
        var types: [ContentType] = []
        repeat {
            scanner.skipBlanks()
            guard let type = ContentType(&scanner) else { return nil }
            types.append(type)
        } while scanner.take(UInt8(ascii: ","))
        return types
    }
}
