import Analysis
import CurlTransport
import Jobs
import Testing

@testable import Providers

@Suite("A key")
struct KeySecrecyTests {
    /// One of each dialect.
    private static let presets = [ProviderPreset.groq, .anthropic]
    private static let secrets = ["gsk_Zq8xWv31LmN0pQ", "no-prefix/and.dots+base64=", "sk-proj-abc123"]

    @Test("goes into its header", arguments: secrets)
    func header(secret: String) async throws {
        try await expect(("Authorization", "Bearer " + secret), by: .groq, secret)
        try await expect(("x-api-key", secret), by: .anthropic, secret)
    }

    private func expect(_ header: (String, String), by preset: ProviderPreset, _ secret: String) async throws {
        let transport = ScriptedTransport(.closed)
        _ = await #expect(throws: ProviderError.self) {
            try await provider(preset, secret, transport).analyze([Papers.items[0]])
        }
        let request = try #require(transport.requests.first)
        #expect(request.headers.count { $0 == header } == 1)
        #expect(request.headers.count { $0.value.contains(secret) } == 1)
        #expect(!request.url.contains(secret))
        #expect(!ModelReply.text(request.body).contains(secret))
    }

    @Test("is in no error, wherever the provider puts it", arguments: secrets)
    func errors(secret: String) async {
        for status in [200, 301, 400, 401, 402, 403, 404, 409, 413, 418, 422, 429, 498, 500, 503, 529] {
            for body in [
                ModelReply.error("Incorrect API key provided: \(secret)."),
                ModelReply.error(secret, type: secret, code: secret),
                ModelReply.error("Bearer \(secret) and sk-live-other, gsk_other", code: "sk-1"), secret,
                #"{"data":[{"id":"\#(secret)"}]}"#, #"{"detail":"\#(secret)"}"#,
            ] {
                await expectSilence(
                    about: secret, ScriptedTransport(body, status: status, headers: [("retry-after", secret)]))
            }
        }
        for error in [
            TransportError.unreachable(secret), .untrusted(secret), .malformed("bad header \(secret)"), .closed,
            .tooLarge,
        ] {
            await expectSilence(about: secret, ScriptedTransport(error))
        }
    }

    @Test("shows nowhere, however it is printed", arguments: secrets)
    func printing(secret: String) throws {
        let key = try #require(APIKey(secret))
        let provider = provider(.anthropic, secret, ScriptedTransport(.closed))
        var dumped = ""
        dump(provider, to: &dumped)
        dump(key, to: &dumped)
        for text in [
            dumped, "\(provider)", "\(key)", String(reflecting: provider), String(reflecting: key),
            "\(Optional(key) as Any)",
            "\(provider.profile)", "\(provider.model)",
        ] {
            #expect(!text.contains(secret))
        }
    }

    @Test(
        "is one word of visible characters",
        arguments: [
            (" gsk_1\n", "gsk_1"), ("a", "a"), ("", nil), (" \n", nil), ("a b", nil), ("a\r\nHost: b", nil), ("ä", nil),
            ("a\u{0}", nil),
        ] as [(String, String?)])
    func form(text: String, secret: String?) {
        #expect(APIKey(text)?.secret == secret)
    }

    private func expectSilence(about secret: String, _ transport: ScriptedTransport) async {
        for preset in Self.presets { await expectSilence(about: secret, transport, preset) }
    }

    private func expectSilence(
        about secret: String, _ transport: ScriptedTransport, _ preset: ProviderPreset
    ) async {
        let provider = provider(preset, secret, transport)
        do throws(ProviderError) {
            _ = try await provider.analyze(Papers.items)
            Issue.record("no error")
        } catch {
            expectSilence(about: secret, error)
        }
        if let advice = await provider.advice() { #expect(!advice.contains(secret) && !advice.contains("sk-live")) }
    }

    private func expectSilence(about secret: String, _ error: ProviderError) {
        for text in ["\(error)", String(reflecting: error)] {
            for key in [secret, "sk-live", "gsk_other"] { #expect(!text.contains(key), "\(error)") }
            #expect(text.count < 400)
            #expect(!text.contains("\n"))
        }
    }

    private func provider(
        _ preset: ProviderPreset, _ secret: String, _ transport: ScriptedTransport
    ) -> LanguageModelProvider {
        LanguageModelProvider(preset, .testing(key: APIKey(secret)), transport: transport)
    }
}
