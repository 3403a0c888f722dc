/// Gives each distinct word a number, counted from zero in order of first appearance.
///
/// Swift's hash is keyed, so a hostile text cannot aim at collisions. The numbers depend on the order of appearance
/// alone, so the random key never shows in a result.
struct Interner {
    private var numbers: [Word: Int32] = [:]

    var count: Int { numbers.count }

    /// Hashed as one block of memory; an array would be hashed byte by byte.
    private struct Word: Hashable {
        let bytes: [UInt8]

        func hash(into hasher: inout Hasher) {
            bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        }
    }

    /// The number of `word`, a new one if need be.
    mutating func insert(_ word: [UInt8]) -> Int32 {
        if let known = number(of: word) { return known }
        let number = Int32(truncatingIfNeeded: numbers.count)
        numbers[Word(bytes: word)] = number
        return number
    }

    /// The number of `word` if it has one.
    func number(of word: [UInt8]) -> Int32? {
        numbers[Word(bytes: word)]
    }
}
