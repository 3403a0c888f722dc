import PaperText

/// The keywords the authors themselves give.
enum KeywordList {
    /// A paragraph that can be such a list: short, of short items, not of sentences. One that is labelled as a list may
    /// have a single item.
    static func fits(_ bytes: [UInt8], _ range: Range<Int>, isLabelled: Bool) -> Bool {
        guard range.count <= 1000 else { return false }
        let items = items(bytes, range)
        let words = items.reduce(0) { $0 + bytes[$1].split(separator: .space).count }
        return items.count >= (isLabelled ? 1 : 2) && words * 2 <= items.count * 9
    }

    /// The items in their order.
    static func read(_ bytes: [UInt8], _ range: Range<Int>) -> [String] {
        items(bytes, range.lowerBound..<bytes.cut(range, limit: 1200))
            .filter { $0.count <= ExtractiveSummariser.longestKeyword }
            .map { bytes.string($0) }
            .filter { $0.contains { $0.isLetter } }
    }

    /// Parted by semicolons where there are any, else by commas; by dots in the middle of the line in any case.
    private static func items(_ bytes: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
        let hasSemicolons = bytes[range].contains(UInt8(ascii: ";"))
        var items: [Range<Int>] = []
        var start = range.lowerBound
        var index = start
        while index < range.upperBound {
            let (scalar, length) = bytes.scalar(at: index)
            if isSeparator(scalar, hasSemicolons: hasSemicolons) {
                items.append(trim(bytes, start..<index))
                start = index + length
            }
            index += length
        }
        items.append(trim(bytes, min(start, range.upperBound)..<range.upperBound))
        return items.filter { !$0.isEmpty }
    }

    private static func isSeparator(_ scalar: UInt32, hasSemicolons: Bool) -> Bool {
        switch scalar {
        case 0x2C, 0xFF0C: !hasSemicolons
        case 0x3B, 0xFF1B, 0xB7, 0x2022, 0x3001: true
        default: false
        }
    }

    private static func trim(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
        var item = bytes.trimmed(range)
        while let last = item.last, bytes[last] == .stop || bytes[last] == UInt8(ascii: "*") {
            item = bytes.trimmed(item.lowerBound..<last)
        }
        return item
    }
}
