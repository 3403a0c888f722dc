import Hummingbird

extension AnalyzeRequest {
    /// Parses a plain text, with the other fields in the query.
    init(text bytes: [UInt8], query: Parameters?) throws(Problem) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Problem(.invalidText, "The text must be valid UTF-8. Convert it first, for example with iconv.")
        }
        self.text = text
        guard let query else { return }
        title = query["title"].map(String.init)
        abstract = query["abstract"].map(String.init)
        reference = query["ref"].map(String.init)
        language = query["language"].map(String.init)
        focus = query["focus"].map(String.init)
        if query["url"] != nil { addError("url", "is not fetched: send the text itself") }
        if let name = query["priority"] { setPriority(String(name)) }
        if let name = query["length"] { setLength(String(name), field: "length") }
    }
}
