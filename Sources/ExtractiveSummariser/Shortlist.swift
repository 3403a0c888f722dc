/// The few best of many candidates, in order. Of equal candidates, the earlier one is first.
struct Shortlist {
    private(set) var members: [(sentence: Int, score: Float)] = []
    private let size: Int

    init(size: Int) {
        self.size = size
        members.reserveCapacity(size + 1)
    }

    mutating func offer(_ sentence: Int, score: Float) {
        guard score > 0, score.isFinite else { return }
        if members.count == size, let worst = members.last, worst.score >= score { return }
        var place = members.count
        while place > 0, members[place - 1].score < score { place -= 1 }
        members.insert((sentence, score), at: place)
        if members.count > size { members.removeLast() }
    }
}
