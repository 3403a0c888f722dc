import Analysis
import Jobs

/// What a model wrote in answer to a pack: usually JSON, possibly with prose, thoughts or a code fence around it, cut
/// off, or worse. Only its final answer counts: the last object that has the form of an answer. Earlier drafts are
/// dropped.
struct PackReply {
    /// The analyses of the final answer, in order. Those that are cut off or broken are included, because they claim
    /// their ids.
    private(set) var items: [ReplyItem] = []
    /// Whether it ends in the middle, so that more was to come.
    private(set) var isBrokenOff = false
    /// Repairs of the reply as a whole; items have their own.
    private(set) var repairs: Set<ReplyRepair> = []

    /// Whether something began like an answer and could not be read. Strings may then be fragments of it.
    private var hasPieces = false

    /// Longer than any model's output.
    private static let longest = 4 << 20
    /// More than any pack contains.
    private static let mostItems = 256

    init(_ content: String) {
        guard content.utf8.count <= Self.longest else { return }
        read(Array(content.utf8))
    }

    /// Looks for values, and for tags of thoughts between them. A tag within a value does not count.
    private mutating func read(_ bytes: [UInt8]) {
        var index = 0
        // Bounds the time: something that begins like a value but is none is read in vain.
        var effort = 32 * bytes.count + 1 << 16
        var isThinking = false
        while index < bytes.count, items.count < Self.mostItems, effort > 0 {
            if let tag = ThoughtTag(bytes, at: index) {
                isThinking = !tag.isClosing
                forget([.thoughts])
                hasPieces = false
                index = tag.end
                continue
            }
            if "{[".utf8.contains(bytes[index]) || bytes[index] == UInt8(ascii: "\"") && !hasPieces {
                var reader = LenientReader(bytes, at: index, isWrittenByModel: true)
                let value = reader.value()
                effort -= reader.offset - index
                if let value, take(value, reader) {
                    index = reader.offset
                    continue
                }
            } else {
                notePassing(bytes, at: index)
            }
            index += 1
        }
        guard isThinking else { return }
        forget([])
        isBrokenOff = true
    }

    /// Drops everything before, which was a draft.
    private mutating func forget(_ repairs: Set<ReplyRepair>) {
        items = []
        isBrokenOff = false
        self.repairs = repairs
    }

    private mutating func notePassing(_ bytes: [UInt8], at index: Int) {
        if bytes[index] == UInt8(ascii: "`") {
            repairs.insert(.fence)
        } else if bytes[index].isASCIILetter, !repairs.contains(.fence) {
            repairs.insert(.prose)
        }
    }

    /// Takes the content of the value; false if it must be read again piece by piece.
    private mutating func take(_ value: LenientValue, _ reader: LenientReader) -> Bool {
        var found = FoundItems()
        found.collect(value)
        if reader.ending == .broken {
            hasPieces = true
            // An answer that cannot be read is still the final answer.
            if found.isAnswer, !found.items.isEmpty {
                forget([])
            } else if case .object(let object) = value, ReplyItem.isItem(object) {
                items.append(ReplyItem(value, isBroken: true))
            }
            return false
        }
        if found.isAnswer { forget(repairs) }
        items += found.items
        if case .string = value, found.items.isEmpty { return false }
        guard found.isAnswer || !found.items.isEmpty else { return true }
        isBrokenOff = reader.ending == .cut
        repairs.formUnion(found.repairs.union(reader.repairs))
        if isBrokenOff, found.items.allSatisfy(\.isWhole) { repairs.insert(.unclosed) }
        return true
    }
}

/// The analyses in a value.
private struct FoundItems {
    var items: [ReplyItem] = []
    /// Whether it has the form that was asked for.
    var isAnswer = false
    var repairs: Set<ReplyRepair> = []

    mutating func collect(_ value: LenientValue) {
        switch value {
        case .array(let elements): for element in elements { collect(element) }
        case .object(let object) where object.has("analyses"):
            isAnswer = true
            for member in object.members where member.name == "analyses" { collectAnalyses(member.value) }
        case .object(let object) where ReplyItem.isItem(object): items.append(ReplyItem(value))
        case .object(let object):
            // The model may repeat what we sent, which contains analyses of parts.
            for member in object.members where !["documents", "parts"].contains(member.name) {
                if case .string = member.value { continue }
                collect(member.value)
            }
        case .string: if let value = unwrapped(value) { collect(value) }
        case .number, .bool, .null: break
        }
    }

    /// Everything here is meant as an analysis.
    private mutating func collectAnalyses(_ value: LenientValue) {
        switch value {
        case .array(let elements): for element in elements { items.append(ReplyItem(unwrapped(element) ?? element)) }
        case .string:
            if let value = unwrapped(value) { collectAnalyses(value) }
        case .object(let object) where object.has("analyses"): collect(value)
        case .object: items.append(ReplyItem(value))
        case .number, .bool, .null: break
        }
        if case .array = value { return }
        repairs.insert(.memberForm)
    }

    /// The JSON that a string contains, if it contains nothing else.
    private mutating func unwrapped(_ value: LenientValue) -> LenientValue? {
        guard let text = value.text, let first = text.first(where: { !$0.isWhitespace }), "{[".contains(first) else {
            return nil
        }
        var reader = LenientReader(Array(text.utf8), isWrittenByModel: true)
        guard let value = reader.value(), reader.ending == .whole else { return nil }
        repairs.formUnion(reader.repairs.union([.encodedTwice]))
        return value
    }
}
