import JSON

/// What `response_format` asks for.
struct ResponseFormat {
    enum Kind { case text, jsonObject, jsonSchema }

    let kind: Kind
    /// As it came, being part of the prompt.
    let schema: String?

    init(_ reader: inout JSONReader) throws {
        var type = ""
        var schema: String?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "type": type = try reader.readString()
            case "json_schema": schema = try Self.schema(&reader)
            default: try reader.skipValue()
            }
        }
        switch type {
        case "text": kind = .text
        case "json_object": kind = .jsonObject
        case "json_schema":
            guard schema != nil else { throw Self.invalid("'json_schema' is missing") }
            kind = .jsonSchema
        default: throw Self.invalid("'type' must be one of text, json_object, json_schema")
        }
        self.schema = schema
    }

    /// Checks what is asked of a schema.
    private static func schema(_ reader: inout JSONReader) throws -> String {
        var name = ""
        var isStrict = false
        var schema: [UInt8]?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "name": name = try reader.readString()
            case "strict": isStrict = try reader.skipNull() ? false : try reader.readBool()
            case "schema": schema = try reader.readRaw()
            default: try reader.skipValue()
            }
        }
        let isName = name.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || Character(Unicode.Scalar(byte)).isLetter
                || Character(Unicode.Scalar(byte)).isNumber
        }
        guard isName, (1...64).contains(name.utf8.count) else {
            throw invalid("'name' must be 1 to 64 letters, digits, '_' and '-'")
        }
        guard let schema else { throw invalid("'schema' is missing") }
        if isStrict {
            var inner = try JSONReader(schema)
            try checkStrict(&inner)
        }
        return String(decoding: schema, as: UTF8.self)
    }

    /// Constrained decoding needs objects whose members are all known and all there.
    private static func checkStrict(_ reader: inout JSONReader) throws {
        guard try reader.peek() == .object else { return try checkElements(&reader) }
        var properties: Set<String>?
        var required: Set<String> = []
        var isClosed = false
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "properties" where try reader.peek() == .object: properties = try checkProperties(&reader)
            case "required" where try reader.peek() == .array: required = Set(try reader.readStringArray())
            case "additionalProperties" where try reader.peek() == .bool: isClosed = try !reader.readBool()
            default: try checkStrict(&reader)
            }
        }
        guard let properties else { return }
        guard isClosed else { throw invalid("`additionalProperties:false` must be set on every object") }
        guard required == properties else {
            throw invalid("`required` must be an array including every key in properties")
        }
    }

    private static func checkProperties(_ reader: inout JSONReader) throws -> Set<String> {
        var names: Set<String> = []
        try reader.beginObject()
        while let key = try reader.nextKey() {
            names.insert(key.name)
            try checkStrict(&reader)
        }
        return names
    }

    private static func checkElements(_ reader: inout JSONReader) throws {
        guard try reader.peek() == .array else { return try reader.skipValue() }
        try reader.beginArray()
        while try reader.nextElement() { try checkStrict(&reader) }
    }

    private static func invalid(_ reason: String) -> APIError {
        .invalid("invalid JSON schema for response_format: \(reason)", parameter: "response_format")
    }
}
