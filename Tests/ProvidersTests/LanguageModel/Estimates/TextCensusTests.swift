import Analysis
import Jobs
import TestSupport
import Testing

@testable import Providers

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
            #expect(bytes[other.rawValue] == (other == kind ? text.utf8.count : 0), "\(other)")
        }
    }

    @Test("adds up to the size of any text")
    func sum() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<200 {
            let scalars = (0..<50).compactMap { _ in
                Unicode.Scalar(
                    UInt32.random(in: 0...0x10FFFF, using: &generator) >> Int.random(in: 0...20, using: &generator))
            }
            let text = String(String.UnicodeScalarView(scalars))
            #expect(TextCensus([text, "a", text]).bytesByClass.wrappedSum() == 2 * text.utf8.count + 1, "\(text)")
        }
    }

    @Test("counts all that is sent of an item")
    func items() {
        let document = Document(title: "Ab", abstract: "Cde", text: "Fghi")
        #expect(TextCensus(ProviderItem(document: document, options: AnalysisOptions())).bytesByClass[0] == 9)
        let part = Analysis(
            summary: "12345", keyPoints: ["1", "23"], methods: "1", limitations: "", keywords: ["1234567"])
        let merge = ProviderItem(
            document: Document(title: "Ab"), options: AnalysisOptions(), work: .merge([part, part]))
        #expect(TextCensus(merge).bytesByClass == SIMD8(2, 0, 2 * 16, 0, 0, 0, 0, 0))
    }
}
