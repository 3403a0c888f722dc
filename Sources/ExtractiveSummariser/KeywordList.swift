import PaperText

/// The keywords that the authors give.
enum KeywordList {
    /// Whether a paragraph can be such a list: it is short and has short items, not sentences. A paragraph with a
    /// label, such as "Keywords:", may have a single item.
    static func fits(_ bytes: [UInt8], _ range: Range<Int>, isLabelled: Bool) -> Bool {
        guard range.count <= 1000 else { return false }
        let items = items(bytes.string(range))
        let words = items.reduce(0) { $0 + $1.split(separator: " ").count }
        return items.count >= (isLabelled ? 1 : 2) && words * 2 <= items.count * 9
    }

    /// The items in order.
    static func read(_ bytes: [UInt8], _ range: Range<Int>) -> [String] {
        items(bytes.string(range.lowerBound..<bytes.cut(range, limit: 1200))).filter { item in
            item.utf8.count <= ExtractiveSummariser.longestKeyword && item.contains(where: \.isLetter)
        }
    }

    /// The items, separated by semicolons if there are any, otherwise by commas. Bullets and middle dots always
    /// separate items.
    private static func items(_ list: String) -> [String] {
        let separators = ";；·•、" + (list.contains(";") ? "" : ",，")
        let items = list.split(whereSeparator: separators.contains).map { item in
            var item = item.drop(while: \.isWhitespace)
            while let last = item.last, last.isWhitespace || last == "." || last == "*" { item.removeLast() }
            return String(item)
        }
        return items.filter { !$0.isEmpty }
    }
}
