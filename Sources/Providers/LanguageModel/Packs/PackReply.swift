import JSON

/// What a model wrote in answer to a pack: JSON as a rule, with prose or a fence around it, cut off, or worse. An analysis
/// that is whole is found in any of them.
struct PackReply {
    /// Every analysis that is there from its first brace to its last, in order.
    private(set) var items: [ReplyItem] = []
    /// It ends in the middle: more was to come.
    private(set) var isBrokenOff = false

    /// No model writes that much.
    private static let longest = 4 << 20
    /// Braces in the prose before the answer.
    private static let mostStarts = 64
    /// More than any pack holds.
    private static let mostItems = 256

    init(_ content: String) {
        guard content.utf8.count <= Self.longest else { return }
        let bytes = Array(Self.answer(in: content).utf8)
        var starts = 0
        var index = 0
        while starts < Self.mostStarts, let brace = bytes[index...].firstIndex(of: UInt8(ascii: "{")) {
            switch readObject(Array(bytes[brace...])) {
            case .answer: return
            case .broken: starts = Self.mostStarts
            case .other: starts += 1
            }
            index = brace + 1
        }
        items = Self.looseItems(bytes)
    }

    /// What an object of the reply is.
    private enum Form {
        /// The one that was asked for, or its beginning.
        case answer
        /// It was to be that, and is no JSON.
        case broken
        case other
    }

    /// The analyses that are whole by themselves, where what is around them or one between them is not.
    private static func looseItems(_ bytes: [UInt8]) -> [ReplyItem] {
        var items: [ReplyItem] = []
        var failures = 0
        var rest = bytes[...]
        while failures < mostStarts, items.count < mostItems, let brace = rest.firstIndex(of: UInt8(ascii: "{")) {
            rest = rest[brace...]
            guard let (item, length) = looseItem(Array(rest)) else {
                failures += 1
                rest = rest.dropFirst()
                continue
            }
            items.append(item)
            rest = rest.dropFirst(length)
        }
        return items
    }

    /// The object that these bytes begin with, if it is an analysis, and its length.
    private static func looseItem(_ bytes: [UInt8]) -> (ReplyItem, length: Int)? {
        do throws(JSONError) {
            var reader = try JSONReader(bytes)
            let item = try ReplyItem(&reader)
            return item.id == nil ? nil : (item, reader.offset)
        } catch {
            return nil
        }
    }

    /// Without thoughts aloud, which may hold drafts of the answer.
    private static func answer(in content: String) -> Substring {
        let text = content.drop(while: \.isWhitespace)
        guard text.hasPrefix("<think>") else { return text }
        return text.firstRange(of: "</think>").map { text[$0.upperBound...] } ?? ""
    }

    private mutating func readObject(_ bytes: [UInt8]) -> Form {
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
            guard isAnswer else { return .other }
            guard case .malformed(_, .unexpectedEnd) = error else { return .broken }
            // What was read before counts.
            isBrokenOff = true
        }
        return isAnswer ? .answer : .other
    }
}
