import CurlTransport
import Jobs
import Testing

@testable import Providers

@Suite("The check of a provider")
struct ProviderCheckTests {
    @Test("asks for the models, with the key and without a body")
    func request() async throws {
        let transport = ScriptedTransport(#"{"object":"list","data":[{"id":"a","object":"model"},{"id":"wanted"}]}"#)
        try await provider(transport).check()
        let request = try #require(transport.requests.first)
        #expect(request.method == .get)
        #expect(request.url == "https://localhost/v1/models")
        #expect(request.headers.contains { $0 == ("Authorization", "Bearer gsk_1") })
        #expect(request.timeout == .seconds(10))
    }

    @Test(
        "is content where the model is listed, or nobody can tell",
        arguments: [
            (200, #"{"data":[{"id":"wanted:latest"}]}"#), (200, #"{"data":[{"id":"models/wanted"}]}"#),
            (200, #"[{"id":"wanted"}]"#), (200, #"{"data":[{"id":"wanted-20251001"}]}"#), (200, "{}"), (200, "7"),
            (404, ""), (405, "<html>"), (501, ""),
        ])
    func content(status: Int, body: String) async throws {
        try await provider(ScriptedTransport(body, status: status)).check()
    }

    @Test(
        "says what is wrong",
        arguments: [
            (
                200, #"{"data":[{"id":"wanted-2025100"},{"id":"wanted-mini-x"}]}"#,
                .stopped(
                    "Groq does not offer the model wanted: set GROQ_MODEL, it offers wanted-2025100, wanted-mini-x")
            ),
            (200, #"{"data":[]}"#, .stopped("Groq does not offer the model wanted: set GROQ_MODEL")),
            (200, #"{"data":null}"#, .stopped("Groq does not offer the model wanted: set GROQ_MODEL")),
            (
                200, #"{"data":[{"id":"a"},{"id":"b"},{"name":"x"},{"id":"c"},7,{"id":"d"},{"id":"e"},{"id":"f"}]}"#,
                .stopped("Groq does not offer the model wanted: set GROQ_MODEL, it offers a, b, c, d, e")
            ),
            (
                200, "<html>", .unavailable("Groq answered something that is not a list of models: check GROQ_BASE_URL")
            ),
            (
                200, #"{"data":[{"id":"wanted"}]} and more"#,
                .unavailable("Groq answered something that is not a list of models: check GROQ_BASE_URL")
            ),
            (401, ModelReply.error("Invalid API Key"), .stopped("Groq refuses the key (401): check GROQ_API_KEY")),
            (
                403, "", .stopped("Groq forbids the call (403): check what GROQ_API_KEY may do, and the model wanted")
            ),
            (429, "", .limited(retryAfter: nil)), (503, "", .overloaded("Groq is overloaded (503)")),
        ] as [(Int, String, ProviderError)])
    func trouble(status: Int, body: String, error: ProviderError) async {
        await #expect(throws: error) { try await provider(ScriptedTransport(body, status: status)).check() }
    }

    @Test("finds the model at the end of a list without end")
    func longList() async throws {
        let many = (0..<50_000).map { #"{"id":"model-\#($0)","meta":{"tags":["a","b"]}}"# }.joined(separator: ",")
        try await provider(ScriptedTransport(#"{"data":[\#(many),{"id":"wanted"}]}"#)).check()
        let error = ProviderError.stopped(
            "Groq does not offer the model wanted: set GROQ_MODEL, it offers model-0, model-1, model-2, model-3, model-4"
        )
        await #expect(throws: error) { try await provider(ScriptedTransport(#"{"data":[\#(many)]}"#)).check() }
    }

    @Test("meets an outage as a call does")
    func outage() async {
        await #expect(throws: ProviderError.unavailable("Groq: timed out while connecting")) {
            try await provider(ScriptedTransport(.timedOut(.connecting))).check()
        }
        await #expect(throws: ProviderError.cancelled) { try await provider(ScriptedTransport(.cancelled)).check() }
    }

    private func provider(_ transport: ScriptedTransport) -> LanguageModelProvider {
        LanguageModelProvider(
            .groq, .init(baseURL: "https://localhost/v1/", key: APIKey("gsk_1"), model: "wanted"), transport: transport)
    }
}
