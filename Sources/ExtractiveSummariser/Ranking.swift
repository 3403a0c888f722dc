/// The sentences of a document in order of worth for each part of the analysis.
///
/// First every sentence is ranked among its neighbours, in windows; then the best of all windows are ranked among
/// each other. So there is no limit to the text, and the cost grows with its length alone.
struct Ranking {
    /// In order of their places in the document.
    private let finalists: [Int]
    private let index: SentenceIndex
    private let graph: SentenceGraph
    private let scores: [[Float]]

    private static let window = 200
    private static let perPart = SentenceGraph.largest / Appraisal.Part.allCases.count

    init(_ index: SentenceIndex) {
        var graph = SentenceGraph(index)
        let appraisal = Appraisal(index)
        var lists = Appraisal.Part.allCases.map { _ in Shortlist(size: Self.perPart) }
        for start in stride(from: 0, to: index.sentences.count, by: Self.window) {
            let members = Array(start..<min(start + Self.window, index.sentences.count))
            let ranks = Self.rank(members, in: index, appraisal, &graph)
            for (member, rank) in zip(members, ranks) {
                for part in Appraisal.Part.allCases {
                    lists[part.rawValue].offer(member, score: appraisal.score(of: member, ranked: rank, for: part))
                }
            }
        }
        let finalists = Set(lists.flatMap { $0.members.map(\.sentence) }).sorted()
        let ranks = Self.rank(finalists, in: index, appraisal, &graph)
        scores = Appraisal.Part.allCases.map { part in
            let scores = zip(finalists, ranks).map { appraisal.score(of: $0, ranked: $1, for: part) }
            return Self.leavingOutFragments(
                scores, finalists.map { index.sentences[$0].traits.contains(.fragment) }, part)
        }
        self.finalists = finalists
        self.index = index
        self.graph = graph
    }

    /// Fragments are only for a summary or points that would have hardly anything else.
    private static func leavingOutFragments(
        _ scores: [Float], _ isFragment: [Bool], _ part: Appraisal.Part
    ) -> [Float] {
        let whole = zip(scores, isFragment).count { $0 > 0 && !$1 }
        if whole < 2, part == .summary || part == .keyPoints { return scores }
        return zip(scores, isFragment).map { $1 ? 0 : $0 }
    }

    /// The sentences at `places` among the finalists, without references, each cut to `limit` bytes.
    func text(_ places: [Int], limit: Int) -> String {
        places.map { Excerpt.text(index.bytes, index.sentences[finalists[$0]].range, limit: limit) }
            .reduce("") { text, sentence in
                // Chinese and Japanese put no space between sentences.
                text + (text.isEmpty || text.hasSuffix("。") ? "" : " ") + sentence
            }
    }

    private static func rank(
        _ members: [Int], in index: SentenceIndex, _ appraisal: Appraisal, _ graph: inout SentenceGraph
    ) -> [Float] {
        graph.compare(members, in: index)
        return graph.centrality(prior: members.map { appraisal.score(of: $0, ranked: 1, for: .summary) })
    }

    /// Up to `count` sentences for `part`, the best first, each as new as it can be to those before it and to
    /// `known`: maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998). What is returned are places among
    /// the finalists.
    func choose(_ count: Int, for part: Appraisal.Part, besides known: [Int] = [], atLeast share: Float = 0) -> [Int] {
        let scores = scores[part.rawValue]
        guard let best = scores.max(), best > 0 else { return [] }
        var chosen: [Int] = []
        var likeness = finalists.indices.map { finalist in known.map { graph.redundancy(finalist, $0) }.max() ?? 0 }
        for finalist in known { likeness[finalist] = 1 }
        while chosen.count < count {
            let candidates = finalists.indices.filter { scores[$0] > best * share && likeness[$0] < 0.5 }
            let values = candidates.map { scores[$0] / best * (1 - likeness[$0]) }
            guard let top = values.max(), let place = values.firstIndex(of: top) else { break }
            let next = candidates[place]
            chosen.append(next)
            for finalist in finalists.indices {
                likeness[finalist] = max(likeness[finalist], graph.redundancy(finalist, next))
            }
            likeness[next] = 1
        }
        return chosen
    }
}
