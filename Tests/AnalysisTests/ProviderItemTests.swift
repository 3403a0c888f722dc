import Analysis
import Jobs
import Testing

@Suite struct ProviderItemTests {
    @Test("the census of an item is of all that is sent for it")
    func census() {
        let document = Document(title: "Ab", abstract: "Cde", text: "Fghi")
        #expect(ProviderItem(document: document, options: AnalysisOptions()).census == TextCensus(["AbCdeFghi"]))
        let part = Analysis(
            summary: "12345", keyPoints: ["1", "23"], methods: "1", limitations: "", keywords: ["1234567"])
        let merge = ProviderItem(
            document: Document(title: "Ab"), options: AnalysisOptions(), work: .merge([part, part]))
        #expect(merge.census == TextCensus(["Ab", String(repeating: "1", count: 2 * 16)]))
    }
}
