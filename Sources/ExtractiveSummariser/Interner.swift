/// Gives each distinct byte string a number, counted from zero in order of first appearance.
///
/// The hash is Swift's keyed one, so a hostile text cannot aim at collisions; as the numbers depend on the order of
/// appearance alone, the random key never shows in a result.
struct Interner {
    private var arena: [UInt8] = []
    private var ends: [UInt32] = []
    /// Open addressing: number + 1, or 0 for a free slot. A power of two, at most three quarters full.
    private var slots = [Int32](repeating: 0, count: 64)

    var count: Int { ends.count }

    /// Of all words together; beyond that new words are not told apart, which no text of a sane size reaches.
    private static let mostBytes = 1 << 31

    /// The number of `word`, a new one if need be.
    mutating func insert(_ word: some Collection<UInt8>) -> Int32 {
        let (slot, known) = find(word)
        if let known { return known }
        guard arena.count + word.count < Self.mostBytes else { return 0 }
        let number = Int32(truncatingIfNeeded: ends.count)
        arena.append(contentsOf: word)
        ends.append(UInt32(truncatingIfNeeded: arena.count))
        slots[slot] = number + 1
        if ends.count * 4 > slots.count * 3 { grow() }
        return number
    }

    /// The number of `word` if it has one.
    func number(of word: some Collection<UInt8>) -> Int32? {
        find(word).known
    }

    private func find(_ word: some Collection<UInt8>) -> (slot: Int, known: Int32?) {
        let mask = slots.count - 1
        var slot = hash(word) & mask
        while slots[slot] != 0 {
            let number = slots[slot] - 1
            if bytes(of: Int(number)).elementsEqual(word) { return (slot, number) }
            slot = (slot + 1) & mask
        }
        return (slot, nil)
    }

    private mutating func grow() {
        slots = [Int32](repeating: 0, count: slots.count * 2)
        let mask = slots.count - 1
        for number in ends.indices {
            var slot = hash(bytes(of: number)) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = Int32(truncatingIfNeeded: number) + 1
        }
    }

    private func bytes(of number: Int) -> ArraySlice<UInt8> {
        arena[(number == 0 ? 0 : Int(ends[number - 1]))..<Int(ends[number])]
    }

    private func hash(_ word: some Collection<UInt8>) -> Int {
        var hasher = Hasher()
        let hashed: Void? = word.withContiguousStorageIfAvailable { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        if hashed == nil { for byte in word { hasher.combine(byte) } }
        return hasher.finalize()
    }
}
