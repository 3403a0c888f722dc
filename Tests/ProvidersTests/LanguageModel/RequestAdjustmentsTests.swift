import Analysis
import CurlTransport
import Jobs
import TestSupport
import Testing

@testable import Providers

@Suite("A parameter that the provider does not take")
struct RequestAdjustmentsTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let preset: String
        let status: Int
        let body: String
        /// What the request has no more, or has now.
        var dropped: String?
        var added: String?

        var testDescription: String { "\(preset): \(body.prefix(80))" }
    }

    /// Words of the providers, from their issue trackers and forums.
    private static let cases = [
        // openai-python#2120
        Case(
            preset: "openai-compatible", status: 400,
            body: ModelReply.error(
                "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is "
                    + "supported.", type: "invalid_request_error", code: "unsupported_value"), dropped: "temperature"),
        // openai-python#2024
        Case(
            preset: "openai-compatible", status: 400,
            body: #"{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use "#
                + #"'max_completion_tokens' instead.","type":"invalid_request_error","param":"max_tokens","#
                + #""code":"unsupported_parameter"}}"#, dropped: "max_tokens", added: "max_completion_tokens"),
        // litellm#4881: a validator's words
        Case(
            preset: "groq", status: 422,
            body: #"{"detail":[{"type":"extra_forbidden","loc":["body","max_completion_tokens"],"#
                + #""msg":"Extra inputs are not permitted","input":512}]}"#,
            dropped: "max_completion_tokens", added: "max_tokens"),
        // Azure OpenAI and old gateways
        Case(
            preset: "groq", status: 400,
            body: ModelReply.error(
                "Unrecognized request argument supplied: reasoning_effort", type: "invalid_request_error"),
            dropped: "reasoning_effort"),
        // vllm#13169 and DeepSeek
        Case(
            preset: "groq", status: 400,
            body: ModelReply.error("This response_format type is unavailable now", type: "invalid_request_error"),
            dropped: "json_schema", added: "json_object"),
        // Gemini's OpenAI endpoint
        Case(
            preset: "gemini", status: 400,
            body: #"[{"error":{"code":400,"message":"Invalid JSON payload received. Unknown name \"temperature\": "#
                + #"Cannot find field.","status":"INVALID_ARGUMENT"}}]"#, dropped: "temperature"),
    ]

    @Test("is left out or renamed from then on, and the call is repeated", arguments: cases)
    func adjusted(_ test: Case) async throws {
        let transport = ScriptedTransport { request throws(TransportError) in
            let body = ModelReply.text(request.body)
            let isRefused = test.dropped.map { body.contains("\"\($0)\"") } ?? false
            guard isRefused else {
                return TransportResponse(
                    status: 200, body: Array(ModelReply.completion(ModelReply.content(Papers.answers)).utf8))
            }
            return TransportResponse(status: test.status, body: Array(test.body.utf8))
        }
        let preset = try #require(ProviderPreset.all.first { $0.name == test.preset })
        let provider = LanguageModelProvider(
            preset,
            .testing(key: APIKey("k"), model: preset.name == "groq" ? "openai/gpt-oss-20b" : "a-model"),
            transport: transport
        ) { _ in ["a", "b"] }
        let first = try await provider.analyze(Papers.items)
        #expect(first.notes.count == 1, "told once")
        #expect(transport.requests.count == 2)
        let second = try await provider.analyze(Papers.items)
        #expect(second.notes.isEmpty && transport.requests.count == 3, "remembered")
        let last = ModelReply.text(try #require(transport.requests.last).body)
        if let dropped = test.dropped { #expect(!last.contains("\"\(dropped)\"")) }
        if let added = test.added { #expect(last.contains("\"\(added)\"")) }
    }

    @Test("that is too large is sent as large as it may be")
    func bounded() async throws {
        let error = ModelReply.error(
            "max_tokens is too large: 1400. This model supports at most 1024 completion tokens, whereas you provided 1400.",
            type: "invalid_request_error", code: "invalid_value")
        let transport = ScriptedTransport { request throws(TransportError) in
            let isRefused = !ModelReply.text(request.body).contains(#""max_tokens":1024"#)
            let body = isRefused ? error : ModelReply.completion(ModelReply.content(Papers.answers))
            return TransportResponse(status: isRefused ? 400 : 200, body: Array(body.utf8))
        }
        let provider = LanguageModelProvider(
            .openAICompatible, .testing(model: "a-model"), transport: transport
        ) { _ in ["a", "b"] }
        #expect(try await provider.analyze(Papers.items).notes == ["answers are limited to 1024 tokens"])
    }

    @Test("is not looked for in other errors: those are thrown after one call")
    func others() async {
        for (status, body) in [
            (400, "<html>temperature not supported</html>"), (500, ModelReply.error("temperature is not supported")),
            (400, ModelReply.error("Incorrect API key provided", code: "invalid_api_key")),
        ] {
            let transport = ScriptedTransport(body, status: status)
            let provider = LanguageModelProvider(
                .groq, .testing(key: APIKey("k"), model: "m"), transport: transport
            ) { _ in ["a", "b"] }
            await #expect(throws: ProviderError.self) { try await provider.analyze(Papers.items) }
            #expect(transport.requests.count == 1)
        }
    }

    @Test("does not make calls without end: every parameter is refused once at most")
    func bound() async {
        let all = ModelReply.error(
            "unsupported: temperature, max_tokens, max_completion_tokens, response_format, reasoning_effort")
        let transport = ScriptedTransport(all, status: 400)
        let provider = LanguageModelProvider(
            .groq, .testing(key: APIKey("k")), transport: transport
        ) { _ in ["a", "b"] }
        for _ in 0..<3 { await #expect(throws: ProviderError.self) { try await provider.analyze(Papers.items) } }
        #expect(transport.requests.count <= 10)
    }
}
