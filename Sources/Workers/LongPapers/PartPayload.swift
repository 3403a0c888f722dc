import JSON
import Jobs

/// What is kept of a finished item of a paper, in a checkpoint or among the cached parts.
struct PartPayload: Hashable, Sendable {
    /// What came of the item.
    enum Finding: Hashable, Sendable {
        case analysis(Analysis)
        /// The provider will not read this part.
        case refused
        /// Too large for a call: its halves are read in its stead.
        case cut
    }

    /// What was read or merged, by whom and how. Of another plan only what is equal is used again.
    let key: Fingerprint
    let finding: Finding
    /// Of the plan under which it was finished; 0 for a cached part.
    let partTokens: Int
    /// What it cost.
    var usage: TokenUsage

    var analysis: Analysis? {
        if case .analysis(let analysis) = finding { analysis } else { nil }
    }

    init(key: Fingerprint, finding: Finding, partTokens: Int = 0, usage: TokenUsage = TokenUsage()) {
        self.key = key
        self.finding = finding
        self.partTokens = partTokens
        self.usage = usage
    }

    /// Nil unless these are the bytes that `encoded` made.
    init?(_ bytes: [UInt8]) {
        // Why it is none makes no difference.
        guard let payload = try? PartPayload(reading: bytes) else { return nil }
        self = payload
    }

    /// Compact JSON.
    var encoded: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("key")
        writer.beginArray()
        for byte in key.bytes { writer.int(Int(byte)) }
        writer.endArray()
        writer.key("usage")
        writer.beginArray()
        for tokens in [usage.prompt, usage.completion, usage.cached] { writer.int(tokens) }
        writer.endArray()
        writer.field("part_tokens", partTokens)
        switch finding {
        case .analysis(let analysis): writer.fields(of: analysis)
        case .refused: writer.field("refused", true)
        case .cut: writer.field("cut", true)
        }
        writer.endObject()
        return writer.finish()
    }

    private init(reading bytes: [UInt8]) throws(JSONError) {
        var reader = try JSONReader(bytes)
        var (key, usage, texts, lists) = ([Int](), [Int](), [String: String](), [String: [String]]())
        var (mark, partTokens) = (Finding?.none, 0)
        try reader.beginObject()
        while let name = try reader.nextKey() {
            switch name {
            case "key": key = try reader.readIntegers()
            case "usage": usage = try reader.readIntegers()
            case "summary", "methods", "limitations": texts[name.name] = try reader.readString()
            case "key_points", "keywords": lists[name.name] = try reader.readStringArray()
            case "part_tokens": partTokens = try reader.readInt()
            case "refused": mark = try reader.readBool() ? .refused : mark
            case "cut": mark = try reader.readBool() ? .cut : mark
            default: try reader.skipValue()
            }
        }
        try reader.finish()
        guard let fingerprint = Fingerprint(bytes: key.map { UInt8(truncatingIfNeeded: $0) }), usage.count == 3,
            let finding = mark ?? Analysis(texts, lists).map(Finding.analysis)
        else { throw .malformed(offset: 0, .valueExpected) }
        self.init(
            key: fingerprint, finding: finding, partTokens: partTokens,
            usage: TokenUsage(prompt: usage[0], completion: usage[1], cached: usage[2]))
    }
}

extension Analysis {
    fileprivate init?(_ texts: [String: String], _ lists: [String: [String]]) {
        guard let summary = texts["summary"], let methods = texts["methods"], let limitations = texts["limitations"],
            let keyPoints = lists["key_points"], let keywords = lists["keywords"]
        else { return nil }
        self.init(
            summary: summary, keyPoints: keyPoints, methods: methods, limitations: limitations, keywords: keywords)
    }
}

extension JSONReader {
    fileprivate mutating func readIntegers() throws(JSONError) -> [Int] {
        var numbers: [Int] = []
        try beginArray()
        while try nextElement() { numbers.append(try readInt()) }
        return numbers
    }
}
