import Analysis
import Foundation
import Jobs
import TestSupport
import Testing

@Suite struct CanonicalTextTests {
    @Test(
        "lines end in LF, controls and outer blanks go, all else stays",
        arguments: [
            ("plain", "plain"),
            ("a\r\nb\rc\nd", "a\nb\nc\nd"),
            ("a\r\n\r\nb", "a\n\nb"),
            ("a\r\r\nb", "a\n\nb"),
            ("a\n\rb", "a\n\nb"),
            ("a \t\nb  ", "a\nb"),
            ("a \t\r\nb\t\r\n", "a\nb"),
            ("\n \n\t\n  a", "  a"),
            ("a\n\n \n\t", "a"),
            ("a\n\n\n  b", "a\n\n\n  b"),
            ("a\n \t \nb", "a\n\nb"),
            ("a\tb", "a\tb"),
            ("a\u{0}b\u{7}c\u{1B}[0m\u{1F}d", "abc[0md"),
            ("a\u{0} \u{1}\nb", "a\nb"),
            ("\u{0}\n\u{1}a", "a"),
            ("a\u{B}\u{C}b", "ab"),
            ("a\u{7F}b\u{85}c", "a\u{7F}b\u{85}c"),
            ("a\u{A0}\nb\u{3000}", "a\u{A0}\nb\u{3000}"),
            ("a\u{2028}b\u{2029}c", "a\u{2028}b\u{2029}c"),
            ("\u{FEFF}a\u{200B}b", "\u{FEFF}a\u{200B}b"),
            ("\u{1F600}\u{20000}", "\u{1F600}\u{20000}"),
        ])
    func lines(raw: String, expected: String) {
        expectSame(CanonicalText.make(raw), expected)
    }

    @Test("random texts come out as if read line by line")
    func randomTexts() {
        var random = SeededGenerator(seed: 7)
        let pieces = [
            "\n", "\r", "\r\n", "\t", " ", "\u{0}", "\u{1F}", "a", "longer run of text", "é", "“quoted”", "😀",
        ]
        for _ in 0..<3000 {
            let raw = (0..<Int.random(in: 0...24, using: &random)).map { _ in
                pieces[Int.random(in: pieces.indices, using: &random)]
            }.joined()
            expectSame(CanonicalText.make(raw), lineByLine(raw))
        }
    }

    /// The same in the plainest way, scalar by scalar: as characters, CR and LF run together.
    private func lineByLine(_ raw: String) -> String? {
        var lines: [[Unicode.Scalar]] = [[]]
        var previous: Unicode.Scalar?
        for scalar in raw.unicodeScalars {
            switch scalar {
            case "\n" where previous == "\r": break
            case "\n", "\r": lines.append([])
            case "\t": lines[lines.count - 1].append(scalar)
            case _ where scalar.value < 0x20: break
            default: lines[lines.count - 1].append(scalar)
            }
            previous = scalar
        }
        for index in lines.indices {
            while let last = lines[index].last, last == " " || last == "\t" { lines[index].removeLast() }
        }
        while lines.first?.isEmpty == true { lines.removeFirst() }
        while lines.last?.isEmpty == true { lines.removeLast() }
        guard !lines.isEmpty else { return nil }
        return String(String.UnicodeScalarView(lines.joined(separator: ["\n"])))
    }

    @Test("a mark is found wherever it stands", arguments: 0..<20)
    func markAnywhere(before: Int) {
        let plain = String(repeating: "x", count: before)
        expectSame(CanonicalText.make(plain + "e\u{301}“y”"), plain + "\u{E9}“y”")
        expectSame(CanonicalText.make(plain + "“y” 😀 e\u{301}"), plain + "“y” 😀 \u{E9}")
    }

    @Test(
        "texts are in normal form C",
        arguments: [
            ("e\u{301}", "\u{E9}"),
            ("A\u{30A}ngstro\u{308}m", "\u{C5}ngstr\u{F6}m"),
            ("\u{212B}\u{2126}\u{212A}", "\u{C5}\u{3A9}K"),
            ("a\u{323}\u{307} a\u{307}\u{323}", "\u{1EA1}\u{307} \u{1EA1}\u{307}"),
            ("\u{1100}\u{1161}\u{11A8}", "\u{AC01}"),
            ("\u{AC00}\u{11A8}", "\u{AC01}"),
            ("\u{304B}\u{3099}", "\u{304C}"),
            ("\u{958}", "\u{915}\u{93C}"),
            ("\u{F900}\u{2F800}", "\u{8C48}\u{4E3D}"),
            ("\u{1D15E}", "\u{1D157}\u{1D165}"),
            ("\u{FB01}", "\u{FB01}"),
        ])
    func composition(raw: String, expected: String) {
        expectSame(CanonicalText.make(raw), expected)
    }

    @Test(
        "a control that is taken out leaves nothing uncomposed",
        arguments: [("e\u{0}\u{301}", "\u{E9}"), ("\u{1100}\u{1}\u{1161}", "\u{AC00}")])
    func compositionAcrossControls(raw: String, expected: String) {
        expectSame(CanonicalText.make(raw), expected)
    }

    @Test(
        "a text without anything visible is none",
        arguments: [
            "", " ", "\n\r\n\t", "\u{0}\u{1F}", "\u{A0}\u{3000}\u{2003}", "\u{FEFF}", "\u{200B}\u{200D}\u{2060}",
            "\u{AD}", "\u{2028}\u{2029}\u{85}", "\u{E0020}\u{E007F}", "\u{3164}\u{FE0F}",
        ])
    func invisible(raw: String) {
        #expect(CanonicalText.make(raw) == nil)
    }

    @Test(
        "equal texts are equal, composed and decomposed",
        arguments: [
            "Ti\u{1EBF}ng Vi\u{1EC7}t l\u{E0} ng\u{F4}n ng\u{1EEF}", "\u{AC01}\u{D55C}\u{AE00}", "\u{304C}\u{30D1}",
            "\u{928}\u{93C}\u{94D}\u{930}", "\u{9CB}\u{B94}\u{CCB}", "\u{F43}\u{F73}", "\u{1112E}\u{1E0D}\u{307}",
            "\u{1F468}\u{200D}\u{1F469}\u{1F3FD}\u{FE0F} \u{E9}\u{34F}\u{316}",
        ])
    func equalTexts(text: String) {
        let (composed, decomposed) = (
            text.precomposedStringWithCanonicalMapping, text.decomposedStringWithCanonicalMapping
        )
        let repeated = { String(repeating: $0 + " ", count: 1000) }
        expectSame(CanonicalText.make(repeated(composed)), CanonicalText.make(repeated(decomposed)))
    }

    @Test("the canonical form of a canonical text is itself")
    func idempotence() {
        var generator = SeededGenerator(seed: 1)
        let pool: [Unicode.Scalar] = [
            "a", "e", "Z", " ", " ", "\t", "\n", "\r", "\u{0}", "\u{1F}", "\u{E9}", "\u{301}", "\u{323}", "\u{307}",
            "\u{1100}", "\u{1161}", "\u{11A8}", "\u{304B}", "\u{3099}", "\u{4E2D}", "\u{A0}", "\u{200B}", "\u{FEFF}",
            "\u{1F600}", "\u{1D15E}", "\u{2F800}", "\u{10FFFF}",
        ]
        for _ in 0..<5000 {
            var scalars = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 1...12, using: &generator) {
                scalars.append(pool[Int.random(in: 0..<pool.count, using: &generator)])
            }
            guard let once = CanonicalText.make(String(scalars)) else { continue }
            expectSame(CanonicalText.make(once), once)
        }
    }

    /// `==` compares strings up to canonical equivalence; here each byte counts.
    private func expectSame(
        _ text: String?, _ expected: String?, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(text.map { Array($0.utf8) } == expected.map { Array($0.utf8) }, sourceLocation: sourceLocation)
    }
}
