import JSON

/// What a model wrote in answer to a pack: JSON as a rule, with prose or a fence around it, cut off, or worse.
struct PackReply {
    /// Every analysis that is there from its first brace to its last, in order.
    private(set) var items: [ReplyItem] = []
    /// It ends in the middle: more was to come.
    private(set) var isBrokenOff = false

    /// No model writes that much.
    private static let longest = 4 << 20
    /// Braces in the prose before the answer.
    private static let mostStarts = 64

    init(_ content: String) {
        guard content.utf8.count <= Self.longest else { return }
        let bytes = Array(Self.answer(in: content).utf8)
        var starts = 0
        var index = 0
        while starts < Self.mostStarts, let brace = bytes[index...].firstIndex(of: UInt8(ascii: "{")) {
            if readObject(Array(bytes[brace...])) { return }
            index = brace + 1
            starts += 1
        }
    }

    /// Without thoughts aloud, which may hold drafts of the answer.
    private static func answer(in content: String) -> Substring {
        let text = content.drop(while: \.isWhitespace)
        guard text.hasPrefix("<think>") else { return text }
        return text.firstRange(of: "</think>").map { text[$0.upperBound...] } ?? ""
    }

    /// False if this is not the object that was asked for.
    private mutating func readObject(_ bytes: [UInt8]) -> Bool {
        var isAnswer = false
        do throws(JSONError) {
            var reader = try JSONReader(bytes)
            try reader.beginObject()
            while let key = try reader.nextKey() {
                guard key == "analyses", try reader.peek() == .array else {
                    try reader.skipValue()
                    continue
                }
                isAnswer = true
                try reader.beginArray()
                while try reader.nextElement() { items.append(try ReplyItem(&reader)) }
            }
        } catch {
            // What was read before counts.
            if isAnswer, case .malformed(_, .unexpectedEnd) = error { isBrokenOff = true }
        }
        return isAnswer
    }
}
