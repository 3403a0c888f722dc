import Jobs
import TestSupport
import Testing

@Suite("The census of a text")
struct TextCensusTests {
    @Test(
        "counts every byte in the class of its character",
        arguments: [
            ("azAZ", .letters), (" \n\t", .blanks), ("0189", .digits), ("!/:@[`{~±—€", .signs), ("äßñŁž", .accented),
            ("ЖюλΩשלקس", .alphabets), ("纸の배🚢", .ideographs), ("หิวहमने", .others),
        ] as [(String, TextCensus.Class)])
    func classes(text: String, kind: TextCensus.Class) {
        let bytes = TextCensus([text]).bytesByClass
        for other in TextCensus.Class.allCases {
            #expect(bytes[other.rawValue] == (other == kind ? Double(text.utf8.count) : 0), "\(other)")
        }
    }

    @Test("knows the size of any text, and adds up to it")
    func sum() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<200 {
            let scalars = (0..<50).compactMap { _ in
                Unicode.Scalar(
                    UInt32.random(in: 0...0x10FFFF, using: &generator) >> Int.random(in: 0...20, using: &generator))
            }
            let text = String(String.UnicodeScalarView(scalars))
            let census = TextCensus([text, "a", text])
            #expect(census.bytes == 2 * text.utf8.count + 1, "\(text)")
            #expect(abs(census.bytesByClass.sum() - Double(census.bytes)) < 0.001, "\(text)")
        }
        #expect(TextCensus([]).bytes == 0)
    }

    @Test("tells the shares of a long text to a part in 255")
    func shares() {
        let text = String(repeating: "word 論文 ", count: 30_000)
        let bytes = TextCensus([text]).bytesByClass / Double(text.utf8.count)
        #expect(abs(bytes[TextCensus.Class.letters.rawValue] - 4.0 / 12) < 1.0 / 255)
        #expect(abs(bytes[TextCensus.Class.ideographs.rawValue] - 6.0 / 12) < 1.0 / 255)
    }

    @Test("of a long text is that of samples from all over it", arguments: [5_000, 60_000, 1_000_000])
    func samples(bytes: Int) {
        // A tenth of it is in another script, at its end.
        let text = String(repeating: "word ", count: bytes * 9 / 50) + String(repeating: "論文", count: bytes / 60)
        let census = TextCensus([text])
        #expect(census.bytes == text.utf8.count)
        #expect(abs(census.bytesByClass.sum() - Double(census.bytes)) < 0.001)
        let shares = census.bytesByClass / Double(census.bytes)
        #expect(abs(shares[TextCensus.Class.ideographs.rawValue] - 0.1) < 0.025)
        #expect(abs(shares[TextCensus.Class.letters.rawValue] - 0.72) < 0.025)
    }

    @Test("is the same again when a journal has kept it")
    func packed() {
        for text in ["", "English prose, 1999.", "Größe", "論文の要旨", "Ж 1"] {
            let census = TextCensus([text])
            #expect(TextCensus(bytes: census.bytes, packedShares: census.packedShares) == census)
        }
        #expect(TextCensus(bytes: 1, packedShares: -1).shares == SIMD8(repeating: 255))
    }

    @Test("is multiplied by what a model counts, rounded up")
    func ratios() {
        #expect(TokenRatios.usual.tokens(of: TextCensus(bytes: 400)) == 100)
        #expect(TokenRatios.usual.tokens(of: TextCensus(bytes: 401)) == 101)
        #expect(TokenRatios.usual.tokens(of: TextCensus(bytes: 0)) == 0)
    }
}
