import JSON

/// Reads what a model wrote in answer to a pack: JSON as a rule, with prose or a fence around it, cut off, or worse.
enum PackReply {
    /// No model writes that much.
    private static let longest = 4 << 20
    /// Braces in the prose before the answer.
    private static let mostStarts = 64

    /// Every analysis that is there from its first brace to its last, in order. Empty if there is none.
    static func items(in content: String) -> [ReplyItem] {
        guard content.utf8.count <= longest else { return [] }
        let bytes = Array(answer(in: content).utf8)
        var starts = 0
        var index = 0
        while starts < mostStarts, let brace = bytes[index...].firstIndex(of: UInt8(ascii: "{")) {
            if let items = items(inObject: Array(bytes[brace...])) { return items }
            index = brace + 1
            starts += 1
        }
        return []
    }

    /// Without thoughts aloud, which may hold drafts of the answer.
    private static func answer(in content: String) -> Substring {
        let text = content.drop(while: \.isWhitespace)
        guard text.hasPrefix("<think>") else { return text }
        return text.firstRange(of: "</think>").map { text[$0.upperBound...] } ?? ""
    }

    /// Nil if this is not the object that was asked for.
    private static func items(inObject bytes: [UInt8]) -> [ReplyItem]? {
        var items: [ReplyItem]?
        do throws(JSONError) {
            var reader = try JSONReader(bytes)
            try reader.beginObject()
            while let key = try reader.nextKey() {
                guard key == "analyses", try reader.peek() == .array else {
                    try reader.skipValue()
                    continue
                }
                items = items ?? []
                try reader.beginArray()
                while try reader.nextElement() { items?.append(try ReplyItem(&reader)) }
            }
        } catch {
            // Cut off or broken here: what was read before counts.
        }
        return items
    }
}
