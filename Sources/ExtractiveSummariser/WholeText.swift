import Analysis
import Jobs
import PaperText

/// A document taken as it is, as one stretch of running text: for those too short or too strange to choose from.
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

    /// All of it, if that is but a few sentences.
    var ifShort: String? {
        guard isComplete, !bytes.isEmpty, bytes.count <= Self.longestWhole else { return nil }
        guard SentenceSplitter.split(bytes, bytes.indices).count <= Self.mostSentences else { return nil }
        return bytes.string(bytes.indices)
    }

    /// As much of the start as reads at a glance; empty only if nothing is to be seen.
    var start: String {
        bytes.string(0..<bytes.cut(bytes.indices, limit: Self.longestStart))
    }

    /// Only the start of long parts is read.
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
