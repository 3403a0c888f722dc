/// Numbers the distinct words, from zero, in order of first appearance.
///
/// Swift's hash is seeded randomly, so a hostile text cannot provoke collisions. The numbers depend only on the order
/// of appearance, so the random seed has no effect on results.
struct Interner {
    private var numbers: [Word: Int32] = [:]

    var count: Int { numbers.count }

    /// Hashed as one block of memory, because an array would be hashed byte by byte.
    private struct Word: Hashable {
        let bytes: [UInt8]

        func hash(into hasher: inout Hasher) {
            bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        }
    }

    /// The number of `word`. A new word gets the next number.
    mutating func insert(_ word: [UInt8]) -> Int32 {
        if let known = number(of: word) { return known }
        let number = Int32(truncatingIfNeeded: numbers.count)
        numbers[Word(bytes: word)] = number
        return number
    }

    /// The number of `word`; nil if it has none.
    func number(of word: [UInt8]) -> Int32? {
        numbers[Word(bytes: word)]
    }
}
