import Analysis
import Jobs
import Testing

@Suite struct FingerprintTests {
    private let document = Document(title: "A title", abstract: nil, text: "Ein T\u{EB}xt.")
    private let options = AnalysisOptions(length: .short, focus: "methods")
    private let model = ModelIdentity(provider: "groq", model: "llama")
    private let settings = ["temperature=0.2", "max=800"]

    @Test("a fingerprint is the same for ever: stored answers depend on it")
    func knownVector() {
        #expect(
            hex(base().bytes) == "4778036b247d6cfc92f8c9b5130edce378d80d971410e8c5580ddb53160e4055")
        #expect(base().prefix == 0x4778_036b_247d_6cfc)
    }

    @Test("whatever changes the answer changes the fingerprint")
    func parts() {
        let variants = [
            base(),
            make(Document(title: "A title.", text: document.text)),
            make(Document(title: document.title, text: "Another.")),
            make(Document(title: document.title, abstract: "One.", text: document.text)),
            make(options: AnalysisOptions(length: .long, focus: "methods")),
            make(options: AnalysisOptions(length: .short, language: "de", focus: "methods")),
            make(options: AnalysisOptions(length: .short, focus: "results")),
            make(options: AnalysisOptions(length: .short)),
            make(model: ModelIdentity(provider: "openai", model: "llama")),
            make(model: ModelIdentity(provider: "groq", model: "llama 2")),
            make(prompt: "analyze 2"),
            make(settings: ["temperature=0.3", "max=800"]),
            make(settings: ["temperature=0.2"]),
            make(settings: settings.reversed()),
        ]
        #expect(Set(variants).count == variants.count)
    }

    @Test("no two inputs run together: moving a boundary makes another fingerprint")
    func boundaries() {
        let variants = [
            make(Document(title: "ab", abstract: "c", text: "d")),
            make(Document(title: "a", abstract: "bc", text: "d")),
            make(Document(title: "a", abstract: "b", text: "cd")),
            make(Document(title: "abcd")),
            make(Document(abstract: "abcd")),
            make(Document(text: "abcd")),
            make(model: ModelIdentity(provider: "groql", model: "lama")),
            make(settings: ["temperature=0.2max=800"]),
        ]
        #expect(Set(variants).count == variants.count)
    }

    @Test("an absent part is not an empty one")
    func absence() {
        #expect(make(Document(title: nil, text: "a")) != make(Document(title: "", text: "a")))
        #expect(make(options: AnalysisOptions(language: nil)) != make(options: AnalysisOptions(language: "")))
    }

    @Test("a fingerprint read back from a journal is the same, and has 32 bytes")
    func journal() {
        #expect(Fingerprint(bytes: base().bytes) == base())
        #expect(Fingerprint(bytes: []) == nil)
        #expect(Fingerprint(bytes: Array(base().bytes.dropLast())) == nil)
        #expect(Fingerprint(bytes: base().bytes + [0]) == nil)
    }

    private func base() -> Fingerprint { make() }

    private func make(
        _ document: Document? = nil, options: AnalysisOptions? = nil, model: ModelIdentity? = nil,
        prompt: String = "analyze 1", settings: [String]? = nil
    ) -> Fingerprint {
        AnalysisProfile(model: model ?? self.model, prompt: prompt, settings: settings ?? self.settings)
            .fingerprint(of: document ?? self.document, options: options ?? self.options)
    }

    private func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
