/// A least-recently-used cache, bounded by the total cost of its entries. Every operation is a dictionary look-up and a
/// few changes of links; nothing is scanned.
///
/// A value type; its owner does the locking.
package struct LRUCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Node: Sendable {
        let key: Key
        var value: Value?
        var cost: Int
        var newer: Int
        var older: Int
    }

    /// Stands for "no node" at both ends of the list.
    private static var none: Int { -1 }

    private let capacity: Int
    private var nodes: [Node] = []
    private var free: [Int] = []
    private var indices: [Key: Int] = [:]
    private var newest = none
    private var oldest = none
    /// The total cost of all entries.
    package private(set) var cost = 0

    /// - Parameter capacity: maximum total cost of the entries, in the unit of the given costs.
    package init(capacity: Int) {
        self.capacity = capacity
    }

    package var count: Int { indices.count }

    /// Returns the value, and makes it the most recently used.
    package mutating func value(for key: Key) -> Value? {
        guard let index = indices[key] else { return nil }
        unlink(index)
        link(index)
        return nodes[index].value
    }

    /// Inserts a value, replacing an older one, and drops the least recently used entries until all fit. A value that
    /// costs more than the capacity is not kept.
    package mutating func insert(_ value: Value, for key: Key, cost: Int) {
        remove(key)
        guard cost <= capacity else { return }
        while self.cost + cost > capacity, oldest != Self.none { remove(nodes[oldest].key) }
        let node = Node(key: key, value: value, cost: cost, newer: Self.none, older: Self.none)
        let index = free.popLast() ?? nodes.endIndex
        if index == nodes.endIndex { nodes.append(node) } else { nodes[index] = node }
        indices[key] = index
        self.cost += cost
        link(index)
    }

    @discardableResult
    package mutating func remove(_ key: Key) -> Value? {
        guard let index = indices.removeValue(forKey: key) else { return nil }
        unlink(index)
        cost -= nodes[index].cost
        free.append(index)
        defer { nodes[index].value = nil }
        return nodes[index].value
    }

    /// Makes an unlinked node the newest.
    private mutating func link(_ index: Int) {
        nodes[index].newer = Self.none
        nodes[index].older = newest
        if newest != Self.none { nodes[newest].newer = index }
        newest = index
        if oldest == Self.none { oldest = index }
    }

    private mutating func unlink(_ index: Int) {
        let (newer, older) = (nodes[index].newer, nodes[index].older)
        if newer == Self.none { newest = older } else { nodes[newer].older = older }
        if older == Self.none { oldest = newer } else { nodes[older].newer = newer }
    }
}
