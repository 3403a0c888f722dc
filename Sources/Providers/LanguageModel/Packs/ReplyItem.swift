import JSON
import Jobs

/// One analysis as the model wrote it: nothing of it is verified but its form.
struct ReplyItem {
    /// What an item of a reply is worth.
    enum Finding: Hashable {
        case analysis(Analysis)
        /// The model would not work on the document.
        case refused
        /// Members are missing, doubled, of the wrong kind, empty or too long.
        case broken
        /// There is none, since the reply ended before.
        case cutOff
        /// Its anchor is not its document's.
        case misplaced
    }

    private(set) var id: String?
    private(set) var anchor: String?
    private var summary: String?
    private var keyPoints: [String]?
    private var methods: String?
    private var limitations: String?
    private var keywords: [String]?
    private var isRefused = false
    private var isBroken = false

    /// Reads the value that comes next, whatever it is; throws only where the JSON ends or breaks.
    init(_ reader: inout JSONReader) throws(JSONError) {
        guard try reader.enter(.object) else {
            isBroken = true
            return
        }
        while let key = try reader.nextKey() {
            switch key {
            case "id": try read(\.id, from: &reader)
            case "anchor": try read(\.anchor, from: &reader)
            case "summary": try read(\.summary, from: &reader)
            case "key_points": try read(\.keyPoints, from: &reader)
            case "methods": try read(\.methods, from: &reader, canBeNull: true)
            case "limitations": try read(\.limitations, from: &reader, canBeNull: true)
            case "keywords": try read(\.keywords, from: &reader)
            case "refused" where try reader.peek() == .bool: isRefused = try reader.readBool()
            default: try reader.skipValue()
            }
        }
    }

    var finding: Finding {
        if isBroken { return .broken }
        if isRefused { return .refused }
        guard let summary, !summary.isBlank, let keyPoints, let methods, let limitations, let keywords else {
            return .broken
        }
        return .analysis(
            Analysis(
                summary: summary, keyPoints: keyPoints.filter { !$0.isBlank }, methods: methods,
                limitations: limitations, keywords: keywords.filter { !$0.isBlank }))
    }

    /// In bytes of UTF-8.
    private static let longestText = 16 << 10
    private static let mostElements = 100

    private mutating func read(
        _ field: WritableKeyPath<Self, String?>, from reader: inout JSONReader, canBeNull: Bool = false
    ) throws(JSONError) {
        let isNull = if canBeNull { try reader.skipNull() } else { false }
        let text = isNull ? "" : try reader.stringIfAny()
        if self[keyPath: field] != nil || text.map({ $0.utf8.count > Self.longestText }) ?? true { isBroken = true }
        self[keyPath: field] = text
    }

    private mutating func read(_ field: WritableKeyPath<Self, [String]?>, from reader: inout JSONReader)
        throws(JSONError)
    {
        if self[keyPath: field] != nil { isBroken = true }
        guard try reader.enter(.array) else {
            isBroken = true
            return
        }
        var texts: [String] = []
        var length = 0
        while try reader.nextElement() {
            guard let text = try reader.stringIfAny() else {
                isBroken = true
                continue
            }
            length += text.utf8.count
            texts.append(text)
        }
        if length > Self.longestText || texts.count > Self.mostElements { isBroken = true }
        self[keyPath: field] = texts
    }
}

extension String {
    fileprivate var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
