import PaperText

/// Classifies the text before the first heading of a paper, once the rest is known.
enum FrontMatter {
    /// If there is an abstract, the text before it is title and authors. If there is none, the running text before the
    /// first heading serves as the abstract. If no heading is near the start, it is ordinary text.
    static func settle(_ passages: inout [Passage], from first: Int, hasAbstract: Bool) {
        let end = passages[first...].firstIndex { $0.section != .frontMatter } ?? passages.endIndex
        guard end > first, let last = passages.last else { return }
        let bytes = passages[end - 1].range.upperBound - passages[first].range.lowerBound
        let all = last.range.upperBound - passages[first].range.lowerBound
        let isBrief = bytes * 3 < all && bytes < 8000 && end < passages.endIndex
        let isCovered = hasAbstract || passages[end...].contains { $0.isAbstract }
        for index in first..<end {
            if !isBrief {
                passages[index].section = .body
            } else if isCovered || passages[index].range.count < 150 {
                passages[index].section = .excluded
            } else {
                passages[index].section = .abstract
                passages[index].isAbstract = true
            }
        }
    }
}
