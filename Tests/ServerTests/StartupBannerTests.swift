import Testing

@testable import Server

@Suite("What is said at start", BareEnvironment.required) struct StartupBannerTests {
    private func provider(_ flags: String...) throws -> String {
        let text = StartupBanner(configuration: try ServerConfiguration(flags: flags), port: 8000).text
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("  provider") })
        return String(line.dropFirst(12))
    }

    @Test("names the reason for the built-in summariser only where nobody chose it")
    func reason() throws {
        let local = "local: the built-in summariser"
        let guessed = local + ", since neither PROVIDER nor GROQ_API_KEY is set; nothing leaves this machine"
        #expect(try provider() == guessed)
        #expect(try provider("--openai-api-key=k") == guessed)
        #expect(try provider("--provider=local", "--groq-api-key=k") == local + "; nothing leaves this machine")
    }

    @Test("promises that nothing leaves this machine only where that is so")
    func promise() throws {
        #expect(try !provider("--fallback-providers=groq", "--groq-api-key=k", "--provider=local").contains("leaves"))
        #expect(try !provider("--redis-url=redis://elsewhere").contains("leaves"))
    }
}
