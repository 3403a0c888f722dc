import PaperText

/// Finds phrases of one to three words that a text repeats: runs of its most frequent terms, separated by stop words
/// and punctuation as in RAKE (Rose, Engel, Cramer and Cowley, 2010).
struct KeywordExtractor {
    private let index: SentenceIndex
    private var phrases: [SIMD3<Int32>: Phrase] = [:]

    private struct Phrase {
        let terms: [Int32]
        let order: Int
        /// Where the text contains the form that is shown.
        var place: Range<Int>
        /// Whether that is at the start of a sentence, where a capital says little.
        var isOpening: Bool
        var count = 0
    }

    private static let frequentTerms = 100
    /// Bounds the memory that texts of random words take.
    private static let mostPhrases = 20_000

    init(_ index: SentenceIndex) {
        self.index = index
        var frequent = Shortlist(size: Self.frequentTerms)
        for (term, frequency) in index.frequencies.enumerated() { frequent.offer(term, score: Float(frequency)) }
        var isFrequent = [Bool](repeating: false, count: index.frequencies.count)
        for (term, _) in frequent.members { isFrequent[term] = true }
        for sentence in index.sentences { collectPhrases(sentence, of: isFrequent) }
    }

    /// Up to `count` keywords, the best first. No two have two stems in common, and no stem is in more than two
    /// keywords.
    func keywords(_ count: Int) -> [String] {
        let scored = phrases.values.map { phrase in (phrase: phrase, score: score(phrase)) }
        let ordered = scored.filter { $0.score > 0 }.sorted { first, second in
            first.score != second.score ? first.score > second.score : first.phrase.order < second.phrase.order
        }
        var chosen: [Phrase] = []
        for (phrase, _) in ordered where chosen.count < count {
            let terms = Set(phrase.terms)
            chosen.removeAll { terms.count > 1 && $0.terms.count == 1 && terms.contains($0.terms[0]) }
            let isNew = chosen.allSatisfy { terms.intersection($0.terms).count < min(2, terms.count) }
            if isNew, terms.allSatisfy({ term in chosen.count { $0.terms.contains(term) } < 2 }) {
                chosen.append(phrase)
            }
        }
        return chosen.map { index.bytes.string($0.place) }
    }

    private mutating func collectPhrases(_ sentence: Sentence, of isFrequent: [Bool]) {
        for first in sentence.terms {
            var run: [Int32] = []
            let start = Int(index.terms[first].start)
            for term in index.terms[first..<min(first + 3, sentence.terms.upperBound)] {
                guard !term.isGap, isFrequent[Int(term.number)], !run.contains(term.number) else { break }
                let end = Int(term.start) + Int(term.length)
                guard end - start <= ExtractiveSummariser.longestKeyword else { break }
                run.append(term.number)
                count(run, at: start..<end, isOpening: start == sentence.range.lowerBound)
            }
        }
    }

    private mutating func count(_ run: [Int32], at place: Range<Int>, isOpening: Bool) {
        var key = SIMD3<Int32>(repeating: -1)
        for (position, term) in run.enumerated() { key[position] = term }
        let known = phrases[key]
        guard known != nil || phrases.count < Self.mostPhrases else { return }
        var phrase = known ?? Phrase(terms: run, order: phrases.count, place: place, isOpening: isOpening)
        if phrase.isOpening, !isOpening {
            phrase.place = place
            phrase.isOpening = false
        }
        phrase.count += 1
        phrases[key] = phrase
    }

    /// Longer phrases are more specific. A phrase of several words that occurs once is chance.
    private func score(_ phrase: Phrase) -> Float {
        let words = phrase.terms.count
        if phrase.place.count < 3 || words > 1 && phrase.count < 2 { return 0 }
        if Language.capitalisesNouns(index.stopMask), !endsWithCapital(phrase) { return 0 }
        return Float(phrase.count).squareRoot() * (words == 1 ? 1 : words == 2 ? 2 : 2.2)
    }

    private func endsWithCapital(_ phrase: Phrase) -> Bool {
        index.bytes.string(phrase.place).split(separator: " ").last?.first?.isUppercase == true
    }
}
