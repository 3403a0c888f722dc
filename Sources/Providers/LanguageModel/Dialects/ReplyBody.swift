import Analysis
import Jobs

/// The body of a provider's reply: one JSON document, or an event stream of several.
struct ReplyBody {
    private(set) var documents: [LenientValue] = []
    private(set) var repairs: Set<ReplyRepair> = []
    private(set) var isStream = false
    /// Whether the stream has its last event.
    private(set) var isDone = false

    /// Nil if it is neither, or ends in the middle of a document.
    init?(_ body: [UInt8]) {
        var body = body.drop { $0 <= 0x20 }
        // Skip comments that keep the connection from being idle.
        while body.first == UInt8(ascii: ":") { body = body.drop { $0 != 0x0A }.drop { $0 <= 0x20 } }
        isStream = ["data:", "event:", "id:", "retry:"].contains { body.starts(with: $0.utf8) }
        guard isStream else {
            guard read(Array(body)) else { return nil }
            return
        }
        repairs = [.stream]
        for line in body.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) where line.starts(with: "data:".utf8) {
            let event = line.dropFirst(5).drop { $0 <= 0x20 }
            if event.starts(with: "[DONE]".utf8) {
                isDone = true
            } else if !event.isEmpty {
                guard read(Array(event)) else { return nil }
            }
        }
    }

    private mutating func read(_ bytes: [UInt8]) -> Bool {
        var reader = LenientReader(bytes, isWrittenByModel: false)
        guard let value = reader.value(), reader.ending == .whole else { return false }
        documents.append(value)
        if reader.repairs.contains(.character) { repairs.insert(.character) }
        if !reader.repairs.isSubset(of: [.character]) { repairs.insert(.envelope) }
        return true
    }
}
