import PaperText

/// The keywords the authors themselves give.
enum KeywordList {
    /// A paragraph that can be such a list: short, of short items, not of sentences. One that is labelled as a list may
    /// have a single item.
    static func fits(_ bytes: [UInt8], _ range: Range<Int>, isLabelled: Bool) -> Bool {
        guard range.count <= 1000 else { return false }
        let items = items(bytes.string(range))
        let words = items.reduce(0) { $0 + $1.split(separator: " ").count }
        return items.count >= (isLabelled ? 1 : 2) && words * 2 <= items.count * 9
    }

    /// The items in their order.
    static func read(_ bytes: [UInt8], _ range: Range<Int>) -> [String] {
        items(bytes.string(range.lowerBound..<bytes.cut(range, limit: 1200))).filter { item in
            item.utf8.count <= ExtractiveSummariser.longestKeyword && item.contains(where: \.isLetter)
        }
    }

    /// Parted by semicolons where there are any, else by commas; by dots in the middle of the line in any case.
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
