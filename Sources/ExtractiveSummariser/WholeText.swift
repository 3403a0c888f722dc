import Analysis
import Jobs
import PaperText

/// A whole document as one stretch of running text, for documents that are too short or too unusual to choose sentences
/// from.
struct WholeText {
    private let bytes: [UInt8]
    private let isComplete: Bool

    private static let mostSentences = 3
    private static let longestWhole = 1800
    private static let longestStart = 600

    init(_ document: Document) {
        let body = [document.abstract, document.text].compactMap(\.self)
        isComplete = body.reduce(0) { $0 + $1.utf8.count } <= 2 * Self.longestWhole
        let parts = body + [document.title].compactMap(\.self)
        var bytes = Self.cleaned(body)
        if bytes.isEmpty { bytes = Self.cleaned(parts) }
        if bytes.isEmpty { bytes = Self.cleaned(parts, keepingMarkup: true) }
        self.bytes = bytes
    }

    /// The whole text, if it has only a few sentences; otherwise nil.
    var ifShort: String? {
        guard isComplete, !bytes.isEmpty, bytes.count <= Self.longestWhole else { return nil }
        guard SentenceSplitter.split(bytes, bytes.indices).count <= Self.mostSentences else { return nil }
        return bytes.string(bytes.indices)
    }

    /// The start of the text, short enough to read at a glance. Empty only if nothing is visible.
    var start: String {
        bytes.string(0..<bytes.cut(bytes.indices, limit: Self.longestStart))
    }

    /// Reads only the start of long parts.
    private static func cleaned(_ parts: [String], keepingMarkup: Bool = false) -> [UInt8] {
        var cleaner = LineCleaner(keepsMarkup: keepingMarkup)
        for part in parts {
            var source = Array(part.utf8.prefix(2 * longestWhole + 1))
            source.removeLast(source.count - source.cut(source.indices, limit: 2 * longestWhole))
            cleaner.read(source)
            for line in LineReader(source) where !line.isBlank { cleaner.append(line.range, continuing: true) }
        }
        return Array(cleaner.bytes[cleaner.bytes.trimmed(cleaner.bytes.indices)])
    }
}
