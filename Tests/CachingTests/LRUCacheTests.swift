import Caching
import TestSupport
import Testing

@Suite struct LRUCacheTests {
    @Test("a cache does what a plain list would, whatever is done to it", arguments: UInt64(1)...20)
    func model(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let capacity = Int.random(in: 0...60, using: &random)
        var cache = LRUCache<Int, Int>(capacity: capacity)
        var list = ListCache(capacity: capacity)
        for step in 0..<3000 {
            let key = Int.random(in: 0..<40, using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5:
                let cost = Int.random(in: 0...12, using: &random)
                cache.insert(step, for: key, cost: cost)
                list.insert(step, for: key, cost: cost)
            case 5..<9:
                let (found, expected) = (cache.value(for: key), list.value(for: key))
                #expect(found == expected)
            default:
                let (removed, expected) = (cache.remove(key), list.remove(key))
                #expect(removed == expected)
            }
            #expect(cache.count == list.entries.count)
            #expect(cache.cost == list.cost && cache.cost <= capacity)
        }
        for entry in list.entries {
            let found = cache.value(for: entry.key)
            #expect(found == entry.value)
        }
    }

    @Test("the least recently used goes first; reading and replacing are uses")
    func order() {
        var cache = LRUCache<String, Int>(capacity: 3)
        for (number, key) in ["a", "b", "c"].enumerated() { cache.insert(number, for: key, cost: 1) }
        _ = cache.value(for: "a")
        cache.insert(7, for: "b", cost: 1)
        cache.insert(3, for: "d", cost: 1)
        expect(cache, holds: ["a": 0, "b": 7, "c": nil, "d": 3])
        cache.insert(4, for: "e", cost: 2)
        expect(cache, holds: ["a": nil, "b": nil, "d": 3, "e": 4])
    }

    @Test("what costs more than the capacity is not kept, and drives nothing out but its own older value")
    func tooLarge() {
        var cache = LRUCache<String, Int>(capacity: 10)
        cache.insert(1, for: "a", cost: 5)
        cache.insert(2, for: "b", cost: 5)
        cache.insert(3, for: "b", cost: 11)
        expect(cache, holds: ["a": 1, "b": nil])
        #expect(cache.cost == 5 && cache.count == 1)
        cache.insert(4, for: "c", cost: 10)
        expect(cache, holds: ["a": nil, "c": 4])
    }

    @Test("a replaced value is paid for once")
    func replacement() {
        var cache = LRUCache<String, Int>(capacity: 10)
        for cost in [9, 2, 10, 1] { cache.insert(cost, for: "a", cost: cost) }
        #expect(cache.cost == 1 && cache.count == 1)
    }

    private func expect(
        _ cache: LRUCache<String, Int>, holds expected: [String: Int?],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for (key, value) in expected {
            var copy = cache
            let found = copy.value(for: key)
            #expect(found == value, "\(key)", sourceLocation: sourceLocation)
        }
    }
}

/// What an LRU cache promises, in the plainest code: oldest first.
private struct ListCache {
    let capacity: Int
    var entries: [(key: Int, value: Int, cost: Int)] = []

    var cost: Int { entries.reduce(0) { $0 + $1.cost } }

    mutating func value(for key: Int) -> Int? {
        guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
        entries.append(entries.remove(at: index))
        return entries.last?.value
    }

    mutating func insert(_ value: Int, for key: Int, cost: Int) {
        remove(key)
        guard cost <= capacity else { return }
        while self.cost + cost > capacity { entries.removeFirst() }
        entries.append((key, value, cost))
    }

    @discardableResult
    mutating func remove(_ key: Int) -> Int? {
        entries.firstIndex { $0.key == key }.map { entries.remove(at: $0).value }
    }
}
