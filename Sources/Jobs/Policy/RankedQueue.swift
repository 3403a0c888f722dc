/// Jobs in order of place, equal places by age. Knows each job's rank.
///
/// A list of sorted blocks of at most 512 entries, 16 bytes each. Every operation is a search for the block and a short
/// move within it. A rank is the sum of the sizes of the blocks before, which takes microseconds with a million jobs.
package struct RankedQueue: Sendable {
    /// A job and its sort key.
    package struct Entry: Comparable, Hashable, Sendable {
        package let place: Int64
        /// The broker's number of the job, smaller for older ones.
        package let job: Int64

        package init(place: Int64, job: Int64) {
            self.place = place
            self.job = job
        }

        package static func < (left: Entry, right: Entry) -> Bool {
            (left.place, left.job) < (right.place, right.job)
        }
    }

    private static let blockSize = 512
    private var blocks: [[Entry]] = []
    package private(set) var count = 0

    package init() {}

    package var first: Entry? { blocks.first?.first }

    /// The first entries in order, at most `limit` of them.
    package func prefix(_ limit: Int) -> [Entry] {
        var entries: [Entry] = []
        for block in blocks where entries.count < limit {
            entries.append(contentsOf: block.prefix(limit - entries.count))
        }
        return entries
    }

    /// The entry must not be in the queue.
    package mutating func insert(_ entry: Entry) {
        count += 1
        guard !blocks.isEmpty else {
            blocks.append([entry])
            return
        }
        let index = max(0, blockIndex(of: entry))
        blocks[index].insert(entry, at: Self.offset(of: entry, in: blocks[index]))
        if blocks[index].count > Self.blockSize { split(index) }
    }

    /// Returns false if the entry is not in the queue.
    @discardableResult
    package mutating func remove(_ entry: Entry) -> Bool {
        let index = blockIndex(of: entry)
        guard index >= 0 else { return false }
        let offset = Self.offset(of: entry, in: blocks[index])
        guard offset < blocks[index].count, blocks[index][offset] == entry else { return false }
        blocks[index].remove(at: offset)
        if blocks[index].isEmpty { blocks.remove(at: index) }
        count -= 1
        return true
    }

    /// How many entries come before this one, whether it is in the queue or not.
    package func rank(of entry: Entry) -> Int {
        let index = blockIndex(of: entry)
        guard index >= 0 else { return 0 }
        return blocks[..<index].reduce(0) { $0 + $1.count } + Self.offset(of: entry, in: blocks[index])
    }

    /// Splits a block that is too large. The last block is left full, since most entries arrive at the end; others are
    /// halved.
    private mutating func split(_ index: Int) {
        let kept = index == blocks.count - 1 ? Self.blockSize : Self.blockSize / 2
        let moved = Array(blocks[index][kept...])
        blocks[index].removeSubrange(kept...)
        blocks.insert(moved, at: index + 1)
    }

    /// The last block that starts at or before the entry; -1 if all start after it.
    private func blockIndex(of entry: Entry) -> Int {
        var (low, high) = (0, blocks.count)
        while low < high {
            let middle = (low + high) / 2
            if blocks[middle][0] <= entry { low = middle + 1 } else { high = middle }
        }
        return low - 1
    }

    private static func offset(of entry: Entry, in block: [Entry]) -> Int {
        var (low, high) = (0, block.count)
        while low < high {
            let middle = (low + high) / 2
            if block[middle] < entry { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
