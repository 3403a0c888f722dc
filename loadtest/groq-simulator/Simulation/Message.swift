import JSON

/// One message of a conversation.
struct Message {
    enum Role: String { case system, developer, user, assistant, tool }

    let role: Role
    let content: String

    /// Reads one; its content is text, or parts of which each is text.
    init(_ reader: inout JSONReader) throws {
        var role: Role?
        var content: String?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "role": role = Role(rawValue: try reader.readString())
            case "content": content = try Self.content(&reader)
            default: try reader.skipValue()
            }
        }
        guard let role else {
            throw APIError.invalid("'messages' : unknown role", parameter: "messages")
        }
        guard let content else {
            throw APIError.invalid("'messages' : property 'content' is missing", parameter: "messages")
        }
        self.role = role
        self.content = content
    }

    /// What Groq asks of those who want a JSON object.
    var namesJSON: Bool {
        content.utf8.indices.contains { index in
            content.utf8[index] | 0x20 == UInt8(ascii: "j")
                && content.utf8[index...].prefix(4).map { $0 | 0x20 } == Array("json".utf8)
        }
    }

    private static func content(_ reader: inout JSONReader) throws -> String {
        guard try reader.peek() == .array else { return try reader.readString() }
        var text = ""
        try reader.beginArray()
        while try reader.nextElement() {
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case "type":
                    guard try reader.readString() == "text" else {
                        throw APIError.invalid("'messages' : this model takes text only", parameter: "messages")
                    }
                case "text": text += try reader.readString()
                default: try reader.skipValue()
                }
            }
        }
        return text
    }
}
