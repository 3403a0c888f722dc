import JSON

/// Several pieces of work in one message, as Précis sends them.
struct Pack: Sendable {
    enum Kind: String, Sendable { case analyze, merge, answer }

    let kind: Kind
    /// At least one; no two of one id.
    let items: [PackItem]

    /// Nil if the message is something else.
    init?(_ message: String) {
        guard message.utf8.first == UInt8(ascii: "{") else { return nil }
        do {
            var reader = try JSONReader(Array(message.utf8))
            guard let pack = try Pack(&reader) else { return nil }
            try reader.finish()
            self = pack
        } catch {
            // Not JSON, or not in the shape of a pack: a message like any other.
            return nil
        }
    }

    private init?(_ reader: inout JSONReader) throws {
        var kind: Kind?
        var items: [PackItem] = []
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "task": kind = Kind(rawValue: try reader.readString())
            case "documents", "questions":
                try reader.beginArray()
                while try reader.nextElement() { items.append(try PackItem(&reader)) }
            default: try reader.skipValue()
            }
        }
        guard let kind, !items.isEmpty, Set(items.map(\.id)).count == items.count else { return nil }
        self.kind = kind
        self.items = items
    }

    /// The faults that the items ask for by `fault:<kind>`.
    var marks: [FaultMark] {
        items.indices.flatMap { index in
            items[index].texts.flatMap { ByteSearch.names(after: "fault:", in: $0) }
                .compactMap { FaultKind(rawValue: $0) }.map { FaultMark(kind: $0, item: index) }
        }
    }
}

/// A fault that a text asks for.
struct FaultMark: Hashable, Sendable {
    let kind: FaultKind
    /// The index of the item that asks.
    let item: Int
}
