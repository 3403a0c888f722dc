import Analysis
import CurlTransport
import Jobs
import Testing

@testable import Providers

@Suite("Items that share a call")
struct TogetherTests {
    @Test("are all, as long as they begin differently")
    func different() {
        #expect(together(Papers.documents) == [0, 1, 2, 3])
        #expect(together([]) == [])
    }

    @Test(
        "do not begin alike, by any part of theirs",
        arguments: [
            Document(text: "BADGERS dig long tunnels — under the northern hedges: all other words differ."),
            Document(title: "A title", text: Papers.texts[0]),
            Document(abstract: Papers.texts[0], text: "Other."),
            Document(title: "Badgers dig long tunnels under the northern hedges"),
            Document(text: "***"), Document(title: "?!"), Document(),
        ])
    func alike(_ other: Document) {
        #expect(together([Papers.documents[0], other, Papers.documents[1]]) == [0, 2])
        #expect(together([other, Papers.documents[0]]) == [0])
    }

    @Test("may share a few words at the beginning")
    func almostAlike() {
        let other = Document(text: "Badgers dig long tunnels under the northern roads.")
        #expect(together([Papers.documents[0], other]) == [0, 1])
    }

    @Test("have the options of the first")
    func options() {
        let french = AnalysisOptions(language: "French")
        let items = zip(Papers.documents, [AnalysisOptions(), french, AnalysisOptions(), french])
            .map { ProviderItem(document: $0, options: $1) }
        #expect(provider().together(items) == [0, 2])
        #expect(provider().together(Array(items.dropFirst())) == [0, 2])
    }

    @Test("are as many as a pack holds")
    func size() {
        #expect(provider(packSize: 3).together(Papers.items) == [0, 1, 2])
        #expect(provider(packSize: 0).packSize == 1)
    }

    @Test("are no more than the model can answer at once")
    func output() {
        #expect(provider(packSize: 100, maxOutputTokens: 4096).packSize == 3)
        #expect(provider(packSize: 100, maxOutputTokens: 100).packSize == 1)
        #expect(provider(packSize: 100).packSize == 51)
    }

    private func together(_ documents: [Document]) -> [Int] {
        provider().together(documents.map { ProviderItem(document: $0, options: AnalysisOptions()) })
    }

    private func provider(packSize: Int = 8, maxOutputTokens: Int? = nil) -> LanguageModelProvider {
        LanguageModelProvider(
            .groq,
            .testing(baseURL: "http://localhost", maxOutputTokens: maxOutputTokens, packSize: packSize),
            transport: ScriptedTransport(.closed))
    }
}
