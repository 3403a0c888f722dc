import PaperText

/// Finds the entries of a list of references without a heading, for example where the columns of a page were mixed up.
enum ReferenceList {
    private static let longestEntry = 600
    private static let longestHead = 160

    /// Excludes passages that look like an entry, and short ones between two such passages.
    static func exclude(from passages: inout [Passage], in bytes: [UInt8]) {
        let isEntry = passages.map { Self.isEntry($0, in: bytes) }
        for index in passages.indices where passages[index].section != .excluded {
            let isBetween = index > 0 && index + 1 < isEntry.count && isEntry[index - 1] && isEntry[index + 1]
            if isEntry[index] || isBetween && passages[index].range.count < longestEntry / 2 {
                passages[index].section = .excluded
            }
        }
    }

    private static func isEntry(_ passage: Passage, in bytes: [UInt8]) -> Bool {
        guard passage.range.count < longestEntry else { return false }
        let head = passage.range.lowerBound..<bytes.cut(passage.range, limit: longestHead)
        return SentenceShape(bytes, head).isReferenceLike
    }
}
