import Analysis
import JSON
import Jobs

/// The documents of one call in the wire format of a pack.
struct PackRequest {
    /// All have the same options. A merge is alone.
    let items: [ProviderItem]
    /// One for each item.
    let ids: [String]

    /// The user's message: a JSON object with a copy of the texts.
    var content: String {
        var writer = JSONWriter(capacity: items.reduce(512) { $0 + $1.document.byteCount * 9 / 8 })
        writer.beginObject()
        writer.field("task", isMerge ? "merge" : "analyze")
        if let options = items.first?.options { writer.options(options) }
        writer.key("documents")
        writer.beginArray()
        for (id, item) in zip(ids, items) { writer.document(id, item) }
        writer.endArray()
        writer.endObject()
        return String(decoding: writer.finish(), as: UTF8.self)
    }

    private var isMerge: Bool { items.contains(where: \.isMerge) }
}

extension ProviderItem {
    /// A part of a long paper.
    var isPart: Bool {
        if case .readPart = work { true } else { false }
    }

    /// An analysis made from analyses of parts.
    var isMerge: Bool {
        if case .merge = work { true } else { false }
    }
}

extension JSONWriter {
    fileprivate mutating func options(_ options: AnalysisOptions) {
        key("options")
        beginObject()
        field("length", options.length.rawValue)
        field("language", options.language)
        field("focus", options.focus)
        endObject()
    }

    fileprivate mutating func document(_ id: String, _ item: ProviderItem) {
        beginObject()
        field("id", id)
        if case .readPart(let number, let count) = item.work { field("part", "\(number)/\(count)") }
        field("title", item.document.title)
        if case .merge(let parts) = item.work {
            key("parts")
            beginArray()
            for part in parts { analysis(part) }
            endArray()
        } else {
            field("abstract", item.document.abstract)
            field("text", item.document.text)
        }
        endObject()
    }

    private mutating func analysis(_ analysis: Analysis) {
        beginObject()
        field("summary", analysis.summary)
        field("key_points", analysis.keyPoints)
        field("methods", analysis.methods)
        field("limitations", analysis.limitations)
        field("keywords", analysis.keywords)
        endObject()
    }
}
