import Analysis
import Jobs
import TestSupport
import Testing

@testable import ProviderAccess

@Suite struct PackSizerTests {
    private static let whole = [ProviderAnswer](repeating: .refused, count: 8)
    private static let broken = [ProviderAnswer](repeating: .invalid, count: 8)
    private static let mixedUp: [ProviderAnswer] = whole.prefix(6) + [.misplaced, .misplaced]

    @Test("a pack in ten that breaks is borne", arguments: 0..<20)
    func accidents(seed: UInt64) {
        var sizer = PackSizer(most: 8)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<400 {
            sizer.pack(Int.random(in: 0..<10, using: &generator) == 0 ? Self.broken : Self.whole, of: 8)
        }
        #expect(sizer.size >= 4, "\(sizer.size)")
    }

    @Test("a model that breaks every other pack gets smaller ones, and larger ones again when it does better")
    func breaks() {
        var sizer = PackSizer(most: 8)
        var seen: Set<Int> = []
        for number in 0..<120 {
            sizer.pack(number.isMultiple(of: 2) ? Self.broken : Self.whole, of: 8)
            seen.insert(sizer.size)
        }
        #expect(sizer.size == 1 && seen.isSuperset(of: [4, 2, 1]), "\(seen)")
        for _ in 0..<500 { sizer.single() }
        #expect(sizer.size == 2)
        for _ in 0..<400 { sizer.pack(Self.whole, of: 8) }
        #expect(sizer.size == 8)
    }

    @Test("a model that mixes documents up gets single ones")
    func confusion() {
        var sizer = PackSizer(most: 8)
        for number in 0..<40 { sizer.pack(number.isMultiple(of: 2) ? Self.mixedUp : Self.whole, of: 8) }
        #expect(sizer.size == 1)
    }

    @Test("a few calls are no ground for a verdict")
    func patience() {
        var sizer = PackSizer(most: 8)
        for _ in 0..<19 { sizer.pack(Self.broken, of: 8) }
        #expect(sizer.size == 8)
        sizer.pack(Self.broken, of: 8)
        #expect(sizer.size == 4)
    }
}
