import Analysis
import Foundation
import Jobs

/// One analysis as the model wrote it. Only its form has been checked.
struct ReplyItem {
    /// The verdict on an item of a reply.
    enum Finding: Hashable {
        case analysis(Analysis)
        /// The model refused to work on the document.
        case refused
        /// Members are missing, duplicate, of the wrong type, empty or too long.
        case broken
        /// Missing, because the reply ended before it.
        case cutOff
        /// Its anchor does not match its document.
        case misplaced
    }

    /// Nil if it has no id, an empty one, or a number of the model's own.
    private(set) var id: String?
    private(set) var anchor: String?
    private(set) var finding: Finding
    private(set) var repairs: Set<ReplyRepair> = []

    var isWhole: Bool { finding != .cutOff }

    /// Whether an object is meant as an analysis, judging by its members.
    static func isItem(_ object: LenientObject) -> Bool {
        object.has("summary", "key_points", "refused") || !object.isWhole && object.has("id")
    }

    /// - Parameter isBroken: whether the JSON is wrong somewhere after what was read.
    init(_ value: LenientValue, isBroken: Bool = false) {
        finding = .broken
        guard case .object(let object) = value else { return }
        id = object["id"]?.text.flatMap { Int($0) == nil && !$0.isBlank ? $0 : nil }
        anchor = object["anchor"]?.text
        if case .bool(true)? = object["refused"] {
            finding = .refused
        } else if let analysis = analysis(object) {
            finding = .analysis(analysis)
        }
        let hasDoubled = Self.members.contains { name in object.members.count { $0.name == name } > 1 }
        if isBroken || hasDoubled { finding = .broken } else if !object.isWhole { finding = .cutOff }
    }

    private static let members = ["id", "anchor", "summary", "key_points", "methods", "limitations", "keywords"]
    /// In bytes of UTF-8.
    private static let longestText = 16 << 10
    private static let mostElements = 100

    private mutating func analysis(_ object: LenientObject) -> Analysis? {
        guard let summary = text(object["summary"]), !summary.isBlank,
            let points = list(object["key_points"], splitting: Self.points),
            let methods = text(object["methods"] ?? .string("")),
            let limitations = text(object["limitations"] ?? .string("")),
            let keywords = list(
                object["keywords"] ?? .array([]), splitting: { $0.split { ",;\n".contains($0) }.map(String.init) })
        else { return nil }
        return Analysis(
            summary: summary, keyPoints: points, methods: methods, limitations: limitations, keywords: keywords)
    }

    /// A text. A list of sentences is accepted as well.
    private mutating func text(_ value: LenientValue?) -> String? {
        var text = value?.text
        if case .array? = value, let sentences = list(value, splitting: { [$0] }) {
            repairs.insert(.memberForm)
            text = sentences.joined(separator: " ")
        }
        return text.flatMap { $0.utf8.count <= Self.longestText ? $0 : nil }
    }

    /// A list of texts. A single text is split.
    private mutating func list(_ value: LenientValue?, splitting split: (String) -> [String]) -> [String]? {
        var texts: [String] = []
        switch value {
        case .string(let text)?:
            repairs.insert(.memberForm)
            texts = split(text).map(\.trimmed)
        case .array(let elements)?:
            for element in elements {
                guard let text = listed(element) else { return nil }
                texts.append(text)
            }
        default: return nil
        }
        guard texts.count <= Self.mostElements, texts.reduce(0, { $0 + $1.utf8.count }) <= Self.longestText else {
            return nil
        }
        return texts.filter { !$0.isBlank }
    }

    /// A text, number, boolean or null, or an object with exactly one text.
    private mutating func listed(_ value: LenientValue) -> String? {
        if let text = value.text { return text }
        repairs.insert(.memberForm)
        switch value {
        case .number(let text): return text
        case .bool(let value): return String(value)
        case .null: return ""
        case .object(let object):
            let texts = object.members.compactMap(\.value.text)
            return texts.count == 1 ? texts[0] : nil
        case .array, .string: return nil
        }
    }

    /// The lines or bullets of a text.
    private static func points(_ text: String) -> [String] {
        text.split { $0.isNewline || "•●▪".contains($0) }.map { line in
            String(String(line).trimmed.trimmingPrefix(#/[-*–—]\s|\d\d?[.)] /#))
        }
    }
}

extension String {
    /// Without white space around it.
    var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }

    fileprivate var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
