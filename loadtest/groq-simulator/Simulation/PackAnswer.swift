import JSON

/// What a good model would say to a pack, and what is made of it when it goes wrong.
struct PackAnswer {
    private struct Entry {
        var id: String
        var item: PackItem
        var isRefused = false
    }

    private let kind: Pack.Kind
    private var entries: [Entry]

    init(_ pack: Pack) {
        kind = pack.kind
        entries = pack.items.map { Entry(id: $0.id, item: $0) }
    }

    /// The texts that are answered, each under its own id.
    var answered: [Int] {
        entries.filter { $0.id == $0.item.id && !$0.isRefused }.map(\.item.hash)
    }

    /// Lets the marked items go wrong; each index is that of the pack.
    mutating func spoil(_ marks: [FaultMark], random: inout SeededRandom) {
        for mark in marks {
            let neighbour = (mark.item + 1) % entries.count
            switch mark.kind {
            case .swapped:
                (entries[mark.item].item, entries[neighbour].item) = (entries[neighbour].item, entries[mark.item].item)
            case .foreign: entries[mark.item].id = random.name()
            case .refusal: entries[mark.item].isRefused = true
            default: break
            }
        }
        // Those that move the others come last, from the end.
        for mark in marks.sorted(by: { $0.item > $1.item }) where entries.indices.contains(mark.item) {
            switch mark.kind {
            case .missing: entries.remove(at: mark.item)
            case .doubled: entries.insert(entries[mark.item], at: mark.item)
            default: break
            }
        }
    }

    /// The answer's content.
    var content: String {
        var json = JSONWriter(capacity: 1024 * entries.count)
        json.beginObject()
        json.key(kind == .answer ? "answers" : "analyses")
        json.beginArray()
        for entry in entries { write(entry, &json) }
        json.endArray()
        json.endObject()
        return String(decoding: json.finish(), as: UTF8.self)
    }

    private func write(_ entry: Entry, _ json: inout JSONWriter) {
        json.beginObject()
        json.field("id", entry.id)
        if entry.isRefused {
            json.field("refused", true)
        } else {
            switch kind {
            case .answer: json.field("answer", answer(entry.item))
            case .analyze, .merge: write(entry.item, &json)
            }
        }
        json.endObject()
    }

    private func write(_ item: PackItem, _ json: inout JSONWriter) {
        let opening = (kind == .merge ? item.matters.first : item.texts.first) ?? ""
        let sentences = kind == .merge ? item.matters : Excerpt.sentences(of: opening, count: 3)
        let summary = kind == .merge ? sentences.joined(separator: " / ") : sentences.first ?? "An empty document."
        json.field("anchor", Excerpt.firstWords(of: opening, count: 8))
        json.field("summary", ([summary] + markers(item)).joined(separator: " "))
        json.field("key_points", sentences.isEmpty ? ["Nothing is said."] : sentences)
        json.field("methods", "As the document says.")
        json.field("limitations", "None are stated.")
        json.field("keywords", Excerpt.keywords(in: sentences, count: 5))
    }

    private func answer(_ item: PackItem) -> String {
        let question = Excerpt.sentences(of: item.texts.first ?? "", count: 1).first ?? "nothing"
        return (["Asked about: \(question)"] + markers(item)).joined(separator: " ")
    }

    /// The names in a text by which a test knows whose answer it holds: of a document five, of a merge those of all
    /// parts.
    private func markers(_ item: PackItem) -> [String] {
        var markers: [String] = []
        for text in item.texts {
            for name in ByteSearch.names(after: "marker-", in: text) where !name.isEmpty {
                let marker = "marker-\(name)"
                if !markers.contains(marker) { markers.append(marker) }
            }
        }
        return Array(markers.prefix(kind == .merge ? 64 : 5))
    }
}
