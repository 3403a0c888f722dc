import Foundation
import TestSupport
import Testing

@testable import Analysis

/// Normalisation form C, against data that is not the standard library's, and its cost.
@Suite struct CanonicalTextCompositionTests {
    /// What Python's `unicodedata` (Unicode 14) makes of the same text, as FNV-1a of its UTF-8.
    private struct Expected {
        let source: UInt64
        let composed: UInt64
    }

    @Test("every scalar of Unicode 14 comes out as in other implementations")
    func everyScalar() {
        var text = String.UnicodeScalarView()
        for value in [0x41...0xD7FF, 0xE000...0x2FFFF].joined() {
            guard let scalar = Unicode.Scalar(value), isAssigned(scalar) else { continue }
            text.append(scalar)
            text.append("a")
        }
        let expected = Expected(source: 0x8dc2_efd8_90cb_af8b, composed: 0xda57_7b1b_3947_c31f)
        #expect(digest(String(text)) == expected.source, "the same text is compared")
        #expect(digest(CanonicalText.make(String(text))) == expected.composed)
    }

    private static let scripts: [ClosedRange<UInt32>] = [
        0x41...0x17F, 0x300...0x36F, 0x591...0x5C7, 0x64B...0x670, 0x900...0xDFF, 0xF40...0xFBC, 0x1000...0x1040,
        0x1100...0x11FF, 0x1AB0...0x1ABF, 0x1DC0...0x1FFC, 0x302A...0x30FF, 0xAC00...0xAC20, 0x11080...0x110BA,
        0x11300...0x114BF, 0x1D157...0x1D1AD, 0x1E8D0...0x1E8D6, 0x2F800...0x2F820,
    ]

    @Test("scripts mixed at random with long runs of marks come out as in other implementations")
    func mixture() {
        let pool = Self.scripts.joined().compactMap { Unicode.Scalar($0) }.filter(isAssigned)
        let marks = pool.filter { $0.properties.canonicalCombiningClass != .notReordered }
        var numbers = LinearNumbers()
        var text = String.UnicodeScalarView()
        for _ in 0..<2000 {
            for _ in 0..<numbers.next(below: 40) { text.append(pool[numbers.next(below: pool.count)]) }
            for _ in 0..<numbers.next(below: 80) { text.append(marks[numbers.next(below: marks.count)]) }
        }
        let expected = Expected(source: 0x422c_ee5b_b8ea_fee5, composed: 0xd57f_0b31_4d1f_d6a9)
        #expect(digest(String(text)) == expected.source, "the same text is compared")
        let composed = CanonicalText.make(String(text))
        #expect(digest(composed) == expected.composed)
        #expect(digest(composed.flatMap(CanonicalText.make)) == expected.composed, "it is canonical")
    }

    private func isAssigned(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.properties.generalCategory != .unassigned, let age = scalar.properties.age else { return false }
        return age.major <= 14
    }

    private func digest(_ text: String?) -> UInt64 {
        (text ?? "").utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    /// A generator that is one line in every language.
    private struct LinearNumbers {
        var state: UInt64 = 1

        mutating func next(below bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
    }

    // MARK: Cost

    /// A base, and what is repeated after it.
    private static let hostile: [(String, [Unicode.Scalar])] = [
        ("e", ["\u{301}", "\u{316}"]), ("\u{E9}", ["\u{316}", "\u{301}", "\u{334}", "\u{345}"]),
        ("e", ["\u{344}", "\u{316}"]), ("\u{F40}", ["\u{F73}"]), ("\u{F40}", ["\u{F75}", "\u{F39}", "\u{F81}"]),
        ("\u{1D157}", ["\u{1D165}", "\u{1D16D}", "\u{1D17B}"]), ("", ["\u{345}", "\u{323}", "\u{5B0}"]),
        ("\u{1F468}", ["\u{20D0}", "\u{20D2}", "\u{1E8D0}"]), ("\u{AC00}", ["\u{302E}", "\u{3099}", "\u{302A}"]),
    ]

    @Test(
        "marks are in order before the standard library sees them, which would move them one by one", arguments: hostile
    )
    func steps(base: String, marks: [Unicode.Scalar]) throws {
        for count in [1000, 4000] {
            let run = String(String.UnicodeScalarView((0..<count).map { marks[$0 % marks.count] }))
            let text = base + run + "b" + run
            #expect(steps(text) > count * count / 10, "without care it is quadratic")
            #expect(steps(try CanonicalText.withOrderedRuns(text)) <= 4 * count, "the marks of the base are few")
        }
    }

    @Test("every mark is taken for one, for one alone that is not can keep a run from being found")
    func everyMark() {
        for value in [UInt32(0)...0x1FFFF, 0x2F800...0x2FA1F].joined() {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let begins = decomposed(String(scalar)).first?.properties.canonicalCombiningClass != .notReordered
            if CanonicalText.isMark(value) != begins { Issue.record("\(scalar.escaped(asASCII: true))") }
        }
    }

    @Test("as many marks as real text has are left where they stand", arguments: [1, 4, 30])
    func shortRuns(count: Int) throws {
        let text =
            "e"
            + String(repeating: "\u{301}\u{316}", count: count).unicodeScalars.prefix(count).map(String.init).joined()
        #expect(try CanonicalText.withOrderedRuns(text).utf8.elementsEqual(text.utf8))
    }

    @Test("a caller that leaves is noticed on the way")
    func leaving() {
        let texts = [
            String(repeating: "e\u{301}", count: 200_000), "e" + String(repeating: "\u{301}\u{316}", count: 100_000),
            String(repeating: "e" + String(repeating: "\u{301}\u{316}", count: 20), count: 5000),
        ]
        for text in texts {
            var asked = 0
            #expect(throws: CanonicalText.GivenUp.self) {
                try CanonicalText.make(text) {
                    asked += 1
                    return asked < 4
                }
            }
            #expect(asked == 4, "nothing is done after it")
        }
    }

    /// The moves that putting each mark in its place by insertion takes.
    private func steps(_ text: String) -> Int {
        var steps = 0
        var classes = [Int](repeating: 0, count: 256)
        for scalar in text.unicodeScalars.flatMap({ decomposed(String($0)) }) {
            let own = Int(scalar.properties.canonicalCombiningClass.rawValue)
            if own == 0 {
                classes = [Int](repeating: 0, count: 256)
            } else {
                steps += classes[(own + 1)...].reduce(0, +)
                classes[own] += 1
            }
        }
        return steps
    }

    private func decomposed(_ text: String) -> [Unicode.Scalar] {
        Array(text.decomposedStringWithCanonicalMapping.unicodeScalars)
    }
}
