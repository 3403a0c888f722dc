/// Finds slots of a slab by a key that only the slab holds: a bucket takes four bytes, where a dictionary would copy
/// the keys.
///
/// Open addressing with linear probing. Removal shifts back the entries that follow, so there are no tombstones (Knuth,
/// TAOCP 3, section 6.4, algorithm R). Hashes should be well mixed; `SlotIndex.mix` does that for plain integers.
struct SlotIndex: Sendable {
    private static let vacant = UInt32.max
    private var buckets: [UInt32] = Array(repeating: vacant, count: 16)
    private(set) var count = 0

    /// Spreads the bits of a number over a hash (the finaliser of MurmurHash3).
    static func mix(_ value: UInt64) -> UInt64 {
        var hash = value
        hash ^= hash >> 33
        hash &*= 0xFF51_AFD7_ED55_8CCD
        hash ^= hash >> 33
        hash &*= 0xC4CE_B9FE_1A85_EC53
        return hash ^ hash >> 33
    }

    /// The first slot with this hash for which `matches` returns true.
    func first(hash: UInt64, where matches: (UInt32) -> Bool) -> UInt32? {
        var bucket = home(hash)
        while buckets[bucket] != Self.vacant {
            if matches(buckets[bucket]) { return buckets[bucket] }
            bucket = (bucket + 1) & (buckets.count - 1)
        }
        return nil
    }

    /// - Parameter hash: returns the hash of any slot in the index, this one included.
    mutating func insert(_ slot: UInt32, hash: (UInt32) -> UInt64) {
        if (count + 1) * 5 > buckets.count * 4 { grow(hash: hash) }
        place(slot, hash: hash(slot))
        count += 1
    }

    /// Does nothing if the slot is not in the index. The slot must still hold the key it was inserted with.
    mutating func remove(_ slot: UInt32, hash: (UInt32) -> UInt64) {
        let mask = buckets.count - 1
        var hole = home(hash(slot))
        while buckets[hole] != slot {
            guard buckets[hole] != Self.vacant else { return }
            hole = (hole + 1) & mask
        }
        count -= 1
        var next = (hole + 1) & mask
        while buckets[next] != Self.vacant {
            // An entry may move into the hole only if the hole is not before its home bucket.
            let home = home(hash(buckets[next]))
            if (next &- home) & mask >= (next &- hole) & mask {
                buckets[hole] = buckets[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        buckets[hole] = Self.vacant
    }

    private func home(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash) & (buckets.count - 1) }

    private mutating func place(_ slot: UInt32, hash: UInt64) {
        var bucket = home(hash)
        while buckets[bucket] != Self.vacant { bucket = (bucket + 1) & (buckets.count - 1) }
        buckets[bucket] = slot
    }

    private mutating func grow(hash: (UInt32) -> UInt64) {
        let slots = buckets
        buckets = Array(repeating: Self.vacant, count: slots.count * 2)
        for slot in slots where slot != Self.vacant { place(slot, hash: hash(slot)) }
    }
}
