import JSON

/// A document, a question, or the parts of a paper to be merged.
struct PackItem: Sendable {
    let id: String
    /// Everything it says, most telling first.
    let texts: [String]
    /// Of a paper to be merged: what each part is about.
    let matters: [String]
    /// Equal for equal texts, in this process.
    let hash: Int

    init(_ reader: inout JSONReader) throws {
        var id = ""
        var (title, abstract, text, question): (String?, String?, String?, String?)
        var parts: [[String]] = []
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "id": id = try reader.readString()
            case "title": title = try Self.optional(&reader)
            case "abstract": abstract = try Self.optional(&reader)
            case "text": text = try Self.optional(&reader)
            case "question": question = try Self.optional(&reader)
            case "parts":
                try reader.beginArray()
                while try reader.nextElement() { parts.append(try Self.strings(&reader)) }
            default: try reader.skipValue()
            }
        }
        self.id = id
        texts = [text, abstract, title, question].compactMap { $0 } + parts.flatMap { $0 }
        matters = parts.map { part in
            Excerpt.firstWords(of: part.max { $0.utf8.count < $1.utf8.count } ?? "", count: 8)
        }
        var hasher = Hasher()
        for text in texts {
            var text = text
            text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        }
        hash = hasher.finalize()
    }

    private static func optional(_ reader: inout JSONReader) throws -> String? {
        try reader.skipNull() ? nil : try reader.readString()
    }

    /// All strings of a value of any kind, in the order they stand there, without the keys of objects.
    private static func strings(_ reader: inout JSONReader) throws -> [String] {
        var strings: [String] = []
        switch try reader.peek() {
        case .string: strings.append(try reader.readString())
        case .array:
            try reader.beginArray()
            while try reader.nextElement() { strings += try Self.strings(&reader) }
        case .object:
            try reader.beginObject()
            while try reader.nextKey() != nil { strings += try Self.strings(&reader) }
        default: try reader.skipValue()
        }
        return strings
    }
}
