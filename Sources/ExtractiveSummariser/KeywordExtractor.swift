import PaperText

/// Finds phrases of one to three words that a text comes back to: runs of its weightiest terms that stand side by
/// side, as in TextRank (Mihalcea and Tarau, EMNLP 2004), parted by stop words and signs as in RAKE (Rose, Engel,
/// Cramer and Cowley, 2010).
struct KeywordExtractor {
    private let index: SentenceIndex
    /// The weightiest terms, and for each term of the text its place among them.
    private var salient: [(term: Int32, weight: Float)] = []
    private var places: [UInt8]
    private var phrases: [UInt32: Phrase] = [:]

    private struct Phrase {
        let places: [Int]
        let order: Int
        var count = 0
        /// Of the longer phrase that has it most often.
        var nested = 0
        var surfaces: [(text: String, votes: Int)] = []
    }

    private static let salientTerms = 100
    /// A bound for the room that texts of random words take.
    private static let mostPhrases = 20_000
    /// After so many occurrences a phrase's usual form is known.
    private static let enoughSurfaces = 60

    init(_ index: SentenceIndex) {
        self.index = index
        places = [UInt8](repeating: 0, count: index.frequencies.count)
        weighTerms()
        for sentence in index.sentences.indices { collectPhrases(sentence) }
        nestPhrases()
    }

    /// Up to `count` keywords, the best first. No two share two stems, and no stem is in more than two.
    func keywords(_ count: Int) -> [String] {
        let scored = phrases.values.map { phrase in (phrase: phrase, score: score(phrase)) }
        let ordered = scored.filter { $0.score > 0 }.sorted { first, second in
            first.score != second.score ? first.score > second.score : first.phrase.order < second.phrase.order
        }
        var chosen: [Phrase] = []
        for (phrase, _) in ordered where chosen.count < count {
            let own = Set(phrase.places)
            chosen.removeAll { own.count > 1 && $0.places.count == 1 && own.isSuperset(of: $0.places) }
            if chosen.allSatisfy({ Self.mayStandTogether(own, $0) }), own.allSatisfy({ uses($0, in: chosen) < 2 }) {
                chosen.append(phrase)
            }
        }
        return chosen.compactMap(surface)
    }

    private static func mayStandTogether(_ own: Set<Int>, _ other: Phrase) -> Bool {
        own.intersection(other.places).count < min(2, own.count)
    }

    private func uses(_ place: Int, in chosen: [Phrase]) -> Int {
        chosen.count { $0.places.contains(place) }
    }

    private mutating func weighTerms() {
        var list = Shortlist(size: Self.salientTerms)
        for (term, frequency) in index.frequencies.enumerated() where frequency > 0 {
            list.offer(term, score: weight(of: term, frequency))
        }
        for (term, score) in list.members {
            salient.append((Int32(truncatingIfNeeded: term), score))
            places[term] = UInt8(truncatingIfNeeded: salient.count)
        }
    }

    private func weight(of term: Int, _ frequency: Int32) -> Float {
        var weight = Float(frequency).squareRoot()
        guard term < index.lexicon.cues.count else { return weight }
        let cues = index.lexicon.cues[term]
        if cues.contains(.boilerplate) || cues.contains(.pointer) { return 0 }
        if !cues.isDisjoint(with: .everyday) { weight *= 0.35 }
        if cues.contains(.title) { weight *= 1.6 }
        if cues.contains(.focus) { weight *= 1.6 }
        return weight
    }

    // MARK: Phrases

    private mutating func collectPhrases(_ sentence: Int) {
        let terms = index.sentences[sentence].terms
        for first in terms {
            var run: [Int] = []
            for place in first..<min(first + 3, terms.upperBound) {
                let term = index.terms[place]
                guard term != SentenceIndex.gap, places[Int(term)] > 0 else { break }
                run.append(Int(places[Int(term)]) - 1)
                count(run, from: first, to: place, in: sentence)
            }
        }
    }

    private mutating func count(_ run: [Int], from first: Int, to last: Int, in sentence: Int) {
        guard Set(run).count == run.count else { return }
        let key = Self.key(run)
        let weight = index.sentences[sentence].isAbstract ? 2 : 1
        let known = phrases[key]
        guard known != nil || phrases.count < Self.mostPhrases else { return }
        var phrase = known ?? Phrase(places: run, order: phrases.count)
        phrases[key] = nil
        phrase.count += weight
        if phrase.count < Self.enoughSurfaces { vote(&phrase, from: first, to: last, in: sentence) }
        phrases[key] = phrase
    }

    /// A phrase that hardly ever stands without the words around it is but a part of a longer one.
    private mutating func nestPhrases() {
        for phrase in Array(phrases.values) where phrase.places.count > 1 {
            for part in [phrase.places.dropFirst(), phrase.places.dropLast()] {
                let key = Self.key(part)
                if let known = phrases[key]?.nested { phrases[key]?.nested = max(known, phrase.count) }
            }
        }
    }

    private static func key(_ places: some Sequence<Int>) -> UInt32 {
        places.reduce(0) { $0 << 8 | UInt32($1 + 1) }
    }

    private func vote(_ phrase: inout Phrase, from first: Int, to last: Int, in sentence: Int) {
        let start = index.sentences[sentence].range.lowerBound
        let lower = start + Int(index.offsets[first])
        let upper = start + Int(index.offsets[last]) + Int(index.lengths[last])
        guard upper > lower, upper - lower <= ExtractiveSummariser.longestKeyword else { return }
        let text = index.bytes.string(lower..<upper)
        // A capital at the start of a sentence tells little.
        let votes = index.offsets[first] == 0 ? 1 : 4
        if let known = phrase.surfaces.firstIndex(where: { $0.text == text }) {
            phrase.surfaces[known].votes += votes
        } else if phrase.surfaces.count < 12 {
            phrase.surfaces.append((text, votes))
        }
    }

    private func surface(_ phrase: Phrase) -> String? {
        var best: (text: String, votes: Int)?
        for surface in phrase.surfaces where surface.votes > best?.votes ?? 0 { best = surface }
        return best?.text
    }

    private static func endsWithName(_ surface: String) -> Bool {
        surface.split(separator: " ").last?.first?.isUppercase == true
    }

    private func score(_ phrase: Phrase) -> Float {
        guard let surface = surface(phrase), surface.utf8.count > 2 else { return 0 }
        let words = phrase.places.count
        if words > 1, phrase.count < 2 || phrase.nested * 10 >= phrase.count * 7 { return 0 }
        let mean = phrase.places.reduce(0) { $0 + salient[$1].weight } / Float(words)
        var score = Float(phrase.count).squareRoot() * mean * (words == 1 ? 1 : words == 2 ? 2 : 2.2)
        if Language.capitalisesNouns(index.stopMask), !Self.endsWithName(surface) { return 0 }
        let isInflected = surface.hasSuffix("ed") || surface.hasSuffix("ly")
        if isInflected || words == 1 && surface.hasSuffix("ing") { score *= 0.25 }
        return score
    }
}
