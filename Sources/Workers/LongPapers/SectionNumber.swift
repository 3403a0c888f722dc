/// The number before a section's title: "3", "3.1.", "IV.", "B.2", "Appendix C".
struct SectionNumber: Hashable, Sendable {
    /// 1 for the main parts of a paper, more for parts of parts.
    let depth: Int
    /// A number alone, without a full stop: as a page has it.
    let isPlain: Bool
    /// 3 and 1 of "3.1"; empty for one that has letters in it.
    let figures: [Int]
    /// What follows; empty where the number has the line for itself.
    let rest: Substring

    /// Nil if the line does not begin with a number and then a blank or its end.
    init?(leading line: String) {
        let first = line.prefix { $0 != " " && $0 != "\t" }
        let rest = line.dropFirst(first.count).drop { $0 == " " || $0 == "\t" }
        if Self.labels.contains(first.lowercased()) {
            guard SectionNumber(leading: String(rest)) != nil || rest.count == 1 else { return nil }
            self.init(depth: 1, isPlain: false, rest: Substring(line))
            return
        }
        let hasStop = first.last == "."
        let components = first.split(separator: ".", omittingEmptySubsequences: false).dropLast(hasStop ? 1 : 0)
        guard (1...4).contains(components.count), components.dropFirst().allSatisfy(Self.isShortNumber),
            let head = components.first
        else { return nil }
        let isLone = components.count == 1
        if Self.isShortNumber(head) {
            self.init(
                depth: components.count, isPlain: isLone && !hasStop, figures: components.compactMap { Int($0) },
                rest: rest)
        } else if isLone, hasStop, !head.isEmpty, head.allSatisfy({ "IVX".contains($0) }) {
            self.init(depth: 1, isPlain: false, rest: rest)
        } else if head.count == 1, head.allSatisfy({ $0.isASCII && $0.isUppercase }), hasStop || !isLone {
            self.init(depth: max(2, components.count), isPlain: false, rest: rest)
        } else {
            return nil
        }
    }

    private init(depth: Int, isPlain: Bool, figures: [Int] = [], rest: Substring) {
        self.figures = figures
        self.depth = depth
        self.isPlain = isPlain
        self.rest = rest
    }

    /// Whether a section with this number may come after one with the other: pages and axes have other numbers.
    static func follows(_ number: [Int], _ last: [Int]) -> Bool {
        guard let first = number.first, number.allSatisfy({ $0 > 0 }) else { return false }
        return last.lexicographicallyPrecedes(number) && first <= (last.first ?? 0) + 1
    }

    private static let labels: Set<String> = ["appendix", "chapter", "part", "section", "anhang", "kapitel", "annexe"]

    private static func isShortNumber(_ text: Substring) -> Bool {
        (1...2).contains(text.utf8.count) && text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }
}
