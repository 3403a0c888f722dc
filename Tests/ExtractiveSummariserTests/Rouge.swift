import Testing

/// How much two texts have in common (Lin, "ROUGE: A package for automatic evaluation of summaries", 2004): the
/// harmonic mean of precision and recall over runs of words.
enum Rouge {
    /// From 0 to 1. `length` is that of the runs: ROUGE-1 compares words, ROUGE-2 pairs of words.
    static func score(_ text: String, against reference: String, length: Int) -> Double {
        overlap(runs(of: words(text), length: length), runs(of: words(reference), length: length))
    }

    /// The same over the words of two lists of keywords; plurals count as their singulars.
    static func score(_ keywords: [String], against reference: [String]) -> Double {
        func singulars(_ keywords: [String]) -> [String] {
            keywords.flatMap(words).map { $0.count > 3 && $0.hasSuffix("s") ? String($0.dropLast()) : $0 }
        }
        return overlap(runs(of: singulars(keywords), length: 1), runs(of: singulars(reference), length: 1))
    }

    static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    private static func runs(of words: [String], length: Int) -> [ArraySlice<String>: Int] {
        guard words.count >= length else { return [:] }
        return (0...words.count - length).reduce(into: [:]) { $0[words[$1..<$1 + length], default: 0] += 1 }
    }

    private static func overlap(_ first: [ArraySlice<String>: Int], _ second: [ArraySlice<String>: Int]) -> Double {
        let shared = first.reduce(0) { $0 + min($1.value, second[$1.key] ?? 0) }
        let all = first.values.reduce(0, +) + second.values.reduce(0, +)
        return all == 0 ? 0 : 2 * Double(shared) / Double(all)
    }
}

@Suite("The measure of what two texts have in common")
struct RougeTests {
    @Test("Words and pairs of words count as often as both texts have them")
    func overlaps() {
        #expect(Rouge.score("Shade saves water.", against: "shade saves water", length: 2) == 1)
        #expect(Rouge.score("shade shade shade", against: "shade costs water", length: 1) == 1.0 / 3)
        #expect(Rouge.score("water saves shade", against: "shade saves water", length: 2) == 0)
        #expect(Rouge.score("", against: "shade", length: 1) == 0)
        #expect(Rouge.score(["Farm pond"], against: ["farm ponds"]) == 1)
    }
}
