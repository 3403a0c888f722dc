/// LexRank: sentences vote for those that are like them (Erkan and Radev, "LexRank: Graph-based Lexical Centrality as
/// Salience in Text Summarization", JAIR 22, 2004), in its continuous form, with a prior in place of the even jump
/// (Otterbacher, Erkan and Radev, "Using Random Walks for Question-focused Sentence Retrieval", HLT 2005).
struct SentenceGraph {
    /// More sentences than this at a time would cost quadratic time and room.
    static let largest = 256

    /// How alike two sentences are, from 0 to 1, by their places among the members; a row each.
    private var similarities: [Float] = []
    private var size = 0
    /// The lengths of the members' vectors of terms.
    private var lengths: [Float] = []

    /// Places below this are chance.
    private static let threshold: Float = 0.1
    private static let jump: Float = 0.2
    private static let rounds = 20
    private static let precision: Float = 0.005

    /// By term: the last posting of the window at hand. Kept from window to window to spare the making.
    private var heads: [Int32]
    private var postings: [Posting] = []

    private struct Posting {
        let member: Int32
        let next: Int32
    }

    init(_ index: SentenceIndex) {
        heads = [Int32](repeating: -1, count: index.frequencies.count)
    }

    /// How little the second of two members adds to the first: their similarity, or most of what the shorter one has
    /// in the longer.
    func redundancy(_ first: Int, _ second: Int) -> Float {
        let similarity = similarities[first * size + second]
        let shorter = min(lengths[first], lengths[second])
        guard shorter > 0 else { return similarity }
        return max(similarity, 0.75 * similarity * max(lengths[first], lengths[second]) / shorter)
    }

    /// Compares the sentences `members` of `index`, at most `largest`, by the terms they share, rare ones most.
    mutating func compare(_ members: [Int], in index: SentenceIndex) {
        size = members.count
        similarities = [Float](repeating: 0, count: size * size)
        var norms = [Float](repeating: 0, count: size)
        for (member, sentence) in members.enumerated() {
            for term in index.terms[index.sentences[sentence].terms] where term != SentenceIndex.gap {
                let weight = index.rarity(of: term)
                if link(term, to: member, weight: weight * weight) { norms[member] += weight * weight }
            }
        }
        normalise(norms)
        for sentence in members {
            for term in index.terms[index.sentences[sentence].terms] where term != SentenceIndex.gap {
                heads[Int(term)] = -1
            }
        }
        postings.removeAll(keepingCapacity: true)
    }

    /// Adds the term's weight to all earlier members that have it; false if the member has it already.
    private mutating func link(_ term: Int32, to member: Int, weight: Float) -> Bool {
        var posting = heads[Int(term)]
        if posting >= 0, postings[Int(posting)].member == member { return false }
        let head = posting
        let row = member * size
        while posting >= 0 {
            let entry = postings[Int(posting)]
            similarities[row + Int(entry.member)] += weight
            posting = entry.next
        }
        heads[Int(term)] = Int32(truncatingIfNeeded: postings.count)
        postings.append(Posting(member: Int32(truncatingIfNeeded: member), next: head))
        return true
    }

    private mutating func normalise(_ norms: [Float]) {
        lengths = norms.map { $0.squareRoot() }
        let factors = lengths.map { $0 > 0 ? 1 / $0 : 0 }
        for row in 0..<size {
            for column in 0..<row {
                let value = similarities[row * size + column] * factors[row] * factors[column]
                similarities[row * size + column] = value
                similarities[column * size + row] = value
            }
        }
    }

    /// The members' centrality after `compare`; 1 is the mean. `prior` says how likely a random reader starts at each.
    func centrality(prior: [Float]) -> [Float] {
        let total = prior.reduce(0, +)
        guard size > 0, total > 0 else { return [Float](repeating: 1, count: size) }
        let starts = prior.map { $0 / total }
        let (edges, degrees) = edges()
        var ranks = [Float](repeating: 1 / Float(size), count: size)
        for _ in 0..<Self.rounds {
            var next = starts.map { $0 * Self.jump }
            for (member, degree) in degrees.enumerated() {
                let share = ranks[member] * (1 - Self.jump)
                guard degree.weight > 0 else {
                    next[member] += share
                    continue
                }
                let part = share / degree.weight
                for edge in edges[degree.edges] { next[Int(edge.member)] += part * edge.weight }
            }
            let change = zip(ranks, next).reduce(0) { $0 + abs($1.0 - $1.1) }
            ranks = next
            if change < Self.precision { break }
        }
        return ranks.map { $0 * Float(size) }
    }

    private typealias Edge = (member: Int32, weight: Float)

    private func edges() -> (edges: [Edge], degrees: [(weight: Float, edges: Range<Int>)]) {
        var edges: [Edge] = []
        var degrees: [(weight: Float, edges: Range<Int>)] = []
        for row in 0..<size {
            let first = edges.count
            var sum: Float = 0
            for column in 0..<size where column != row {
                let weight = similarities[row * size + column]
                guard weight >= Self.threshold else { continue }
                edges.append((Int32(truncatingIfNeeded: column), weight))
                sum += weight
            }
            degrees.append((sum, first..<edges.count))
        }
        return (edges, degrees)
    }
}
