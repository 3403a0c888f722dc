/// The sentences of a document, ranked for each part of the analysis.
///
/// The score of a sentence is its centrality (how close it is to the text as a whole) times its appraisal (how well it
/// suits the part). Time and memory are linear in the size of the text.
struct Ranking {
    private let index: SentenceIndex
    /// The best sentences for each part.
    private let lists: [Shortlist]
    /// The weight of each term, by its number.
    private let weights: [Float]
    /// The length of each sentence as a vector of its terms.
    private let norms: [Float]

    private static let perPart = 64
    /// The highest cosine between the terms of two sentences that may both be shown.
    private static let mostLikeness: Float = 0.5

    init(_ index: SentenceIndex) {
        self.index = index
        weights = index.frequencies.map { Self.weight(frequency: $0, sentences: index.sentences.count) }
        norms = index.sentences.map { [weights] sentence in
            index.numbers(of: sentence).reduce(0) { $0 + weights[$1] }.squareRoot()
        }
        let appraisal = Appraisal(index: index)
        let worths = index.sentences.indices.map { appraisal.worth(of: $0, for: .summary) }
        let centrality = Self.centrality(index, worths, weights, norms)
        lists = Appraisal.Part.allCases.map { part in
            var list = Shortlist(size: Self.perPart)
            for (position, rank) in centrality.enumerated() {
                let worth = part == .summary ? worths[position] : appraisal.worth(of: position, for: part)
                list.offer(position, score: rank * worth)
            }
            return list
        }
    }

    /// The square of a term's inverse frequency, as a logarithm.
    private static func weight(frequency: Int32, sentences: Int) -> Float {
        // A straight line between powers of two is close enough to the logarithm, and needs no library.
        let ratio = (Float(sentences) + 1) / (Float(frequency) + 0.5)
        let rarity = max(Float(ratio.exponent) + ratio.significand - 1, 0.2)
        return rarity * rarity
    }

    /// How close each sentence is to the centroid of the text: the cosine between its terms and the sum of all
    /// sentences' terms (Radev, Jing, Styś and Tam, "Centroid-based summarization of multiple documents", IPM 40,
    /// 2004). `worths` says how much each sentence counts in the sum.
    private static func centrality(
        _ index: SentenceIndex, _ worths: [Float], _ weights: [Float], _ norms: [Float]
    ) -> [Float] {
        var centroid = [Float](repeating: 0, count: weights.count)
        for (position, sentence) in index.sentences.enumerated() {
            let share = worths[position] / norms[position]
            for term in index.numbers(of: sentence) { centroid[term] += share * weights[term] }
        }
        return zip(index.sentences, norms).map { sentence, norm in
            index.numbers(of: sentence).reduce(0) { $0 + centroid[$1] } / norm
        }
    }

    /// Up to `count` sentences for `part`, the best first. None is similar to an earlier one or to one of `known`, and
    /// none has less than `share` of the best score.
    func choose(_ count: Int, for part: Appraisal.Part, besides known: [Int] = [], atLeast share: Float) -> [Int] {
        let members = lists[part.rawValue].members
        guard let best = members.first?.score else { return [] }
        var candidates = members.filter { $0.score > best * share }.map(\.sentence)
        for sentence in known { removeAll(like: sentence, from: &candidates) }
        var chosen: [Int] = []
        while chosen.count < count, let next = candidates.first {
            chosen.append(next)
            removeAll(like: next, from: &candidates)
        }
        return chosen
    }

    /// Removes `told` as well.
    private func removeAll(like told: Int, from candidates: inout [Int]) {
        var isTold = [Bool](repeating: false, count: weights.count)
        for term in index.numbers(of: index.sentences[told]) { isTold[term] = true }
        candidates.removeAll { sentence in
            let shared = index.numbers(of: index.sentences[sentence]).reduce(0) { $0 + (isTold[$1] ? weights[$1] : 0) }
            return shared >= Self.mostLikeness * norms[told] * norms[sentence]
        }
    }

    /// The `sentences` without references to other work, each cut to `limit` bytes.
    func text(_ sentences: [Int], limit: Int) -> String {
        sentences.map { Excerpt.text(index.bytes, index.sentences[$0].range, limit: limit) }
            .reduce("") { text, sentence in
                // There is no space between sentences in Chinese and Japanese.
                text + (text.isEmpty || text.hasSuffix("。") ? "" : " ") + sentence
            }
    }
}
