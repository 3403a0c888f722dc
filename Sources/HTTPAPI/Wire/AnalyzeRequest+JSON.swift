import JSON

extension AnalyzeRequest {
    /// Parses a JSON body. A wrong type is an error of its field; anything but one JSON object throws.
    init(json: [UInt8]) throws(Problem) {
        do {
            var reader = try JSONReader(json)
            guard try reader.peek() == .object else {
                throw Problem(.notJSON, "Send one JSON object with a `text`, like {\"text\": \"…\"}.")
            }
            try read(&reader)
            try reader.finish()
        } catch let error as JSONError {
            throw .notJSON(error)
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(error)
        }
    }

    private mutating func read(_ reader: inout JSONReader) throws {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "text": text = try string(&reader, "text")
            case "title": title = try string(&reader, "title")
            case "abstract": abstract = try string(&reader, "abstract")
            case "ref": reference = try string(&reader, "ref")
            case "priority": if let name = try string(&reader, "priority") { setPriority(name) }
            case "options": try readOptions(&reader)
            case "url":
                addError("url", "is not fetched: send the text itself")
                try reader.skipValue()
            default: try reader.skipValue()
            }
        }
    }

    private mutating func readOptions(_ reader: inout JSONReader) throws {
        optionsPrefix = "options."
        let kind = try reader.peek()
        guard kind == .object else {
            if kind != .null { addError("options", "must be an object, not \(kind)") }
            return try reader.skipValue()
        }
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "length":
                if let name = try string(&reader, "options.length") { setLength(name, field: "options.length") }
            case "language": language = try string(&reader, "options.language")
            case "focus": focus = try string(&reader, "options.focus")
            default: try reader.skipValue()
            }
        }
    }

    /// A string, or nil for null. Any other type is an error of the field.
    private mutating func string(_ reader: inout JSONReader, _ field: String) throws -> String? {
        let kind = try reader.peek()
        if kind == .string { return try reader.readString() }
        if kind != .null { addError(field, "must be a string, not \(kind)") }
        try reader.skipValue()
        return nil
    }
}
