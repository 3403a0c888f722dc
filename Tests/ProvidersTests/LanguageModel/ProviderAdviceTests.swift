import CurlTransport
import Jobs
import Testing

@testable import Providers

@Suite("The advice of a provider")
struct ProviderAdviceTests {
    @Test("asks for the models, with the key and without a body")
    func request() async throws {
        let transport = ScriptedTransport(#"{"object":"list","data":[{"id":"a","object":"model"},{"id":"wanted"}]}"#)
        _ = await provider(transport).advice()
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
            (200, "<html>"), (200, #"{"data":[{"id":"wanted"}]} and more"#), (404, ""), (405, "<html>"), (501, ""),
        ])
    func content(status: Int, body: String) async throws {
        #expect(await provider(ScriptedTransport(body, status: status)).advice() == nil)
    }

    @Test(
        "says what is wrong",
        arguments: [
            (
                200, #"{"data":[{"id":"wanted-2025100"},{"id":"wanted-mini-x"}]}"#,
                "Groq does not list the model wanted: set GROQ_MODEL, it offers wanted-2025100, wanted-mini-x"
            ),
            (200, #"{"data":[]}"#, "Groq does not list the model wanted: set GROQ_MODEL"),
            (200, #"{"data":null}"#, "Groq does not list the model wanted: set GROQ_MODEL"),
            (
                200, #"{"data":[{"id":"a"},{"id":"b"},{"name":"x"},{"id":"c"},7,{"id":"d"},{"id":"e"},{"id":"f"}]}"#,
                "Groq does not list the model wanted: set GROQ_MODEL, it offers a, b, c, d, e"
            ),
            (
                401, ModelReply.error("Invalid API Key"),
                "Groq refuses the key (401): check GROQ_API_KEY (for its list of models)"
            ),
            (
                403, "",
                "Groq forbids the call (403): check what GROQ_API_KEY may do, and the model wanted (for its list of models)"
            ),
            (503, "", "Groq is overloaded (503) (for its list of models)"),
        ] as [(Int, String, String)])
    func trouble(status: Int, body: String, advice: String) async {
        #expect(await provider(ScriptedTransport(body, status: status)).advice() == advice)
    }

    @Test("finds the model at the end of a list without end")
    func longList() async throws {
        let many = (0..<50_000).map { #"{"id":"model-\#($0)","meta":{"tags":["a","b"]}}"# }.joined(separator: ",")
        #expect(await provider(ScriptedTransport(#"{"data":[\#(many),{"id":"wanted"}]}"#)).advice() == nil)
        let advice = await provider(ScriptedTransport(#"{"data":[\#(many)]}"#)).advice()
        #expect(advice?.hasSuffix("it offers model-0, model-1, model-2, model-3, model-4") == true)
    }

    @Test("names an outage, and nothing where it was given up")
    func outage() async {
        #expect(
            await provider(ScriptedTransport(.timedOut(.connecting))).advice() == "Groq: timed out while connecting")
        #expect(await provider(ScriptedTransport(.cancelled)).advice() == nil)
    }

    private func provider(_ transport: ScriptedTransport) -> LanguageModelProvider {
        LanguageModelProvider(
            .groq, .testing(baseURL: "https://localhost/v1/", key: APIKey("gsk_1"), model: "wanted"),
            transport: transport)
    }
}
