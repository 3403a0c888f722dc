import Analysis
import CurlTransport
import Jobs
import TestSupport
import Testing

@testable import Providers

/// What a provider does alike in every dialect, and what in none.
@Suite("A provider of any kind")
struct ProviderDialectTests {
    @Test("is asked where and as its preset says", arguments: ProviderPreset.all.map(\.name))
    func call(name: String) async throws {
        let preset = try #require(ProviderPreset.all.first { $0.name == name })
        let transport = ScriptedTransport(answer(preset, ModelReply.content(Papers.answers)))
        let provider = provider(preset, transport)
        let reply = try await provider.analyze(Papers.items)
        #expect(
            reply.answers.map(\.summary) == [0, 1, 2, 3].map(Papers.summary))
        #expect(reply.usage == TokenUsage(prompt: 900, completion: 300))
        let request = try #require(transport.requests.first)
        let base = preset.baseURL ?? "http://localhost/v1"
        #expect(request.url == base + (name == "anthropic" ? "/messages" : "/chat/completions"))
        let body = ModelReply.text(request.body)
        #expect(body.contains(#""model":"\#(provider.model.model)""#))
        let model = preset.model(named: provider.model.model)
        #expect(body.contains(#""temperature":0.2"#) == model.takesTemperature)
        #expect(body.contains("json_object") == (model.responseFormat == .jsonObject))
        #expect(body.contains("json_schema") == (model.responseFormat == .jsonSchema))
        #expect(provider.callLimit == model.contextTokens)
    }

    @Test("gives advice by its list of models", arguments: ProviderPreset.all.map(\.name))
    func advice(name: String) async throws {
        let preset = try #require(ProviderPreset.all.first { $0.name == name })
        let model = preset.defaultModel ?? "the-model"
        let transport = ScriptedTransport(#"{"data":[{"type":"model","id":"\#(model)"}],"has_more":false}"#)
        #expect(await provider(preset, transport).advice() == nil)
        let url = try #require(transport.requests.first).url
        #expect(url.hasPrefix((preset.baseURL ?? "http://localhost/v1") + "/models"))
        let other = await provider(preset, ScriptedTransport(#"{"data":[{"id":"another"}]}"#)).advice()
        #expect(other?.contains("does not list the model") == true)
    }

    @Test("says what its limits are, with answers and with errors")
    func reports() async throws {
        let headers = [
            (name: "x-ratelimit-limit-tokens", value: "8000"), ("x-ratelimit-remaining-tokens", "0"),
            ("x-ratelimit-reset-tokens", "7.66s"),
        ]
        let report = RateLimitReport(.tokens, per: .minute, limit: 8000, remaining: 0, reset: .milliseconds(7660))
        let good = answer(.groq, ModelReply.content(Papers.answers))
        let reply = try await provider(.groq, ScriptedTransport(good, headers: headers)).analyze(Papers.items)
        #expect(reply.reports == [report])
        await #expect(throws: ProviderError.limited(retryAfter: .milliseconds(7660), by: report)) {
            try await provider(.groq, ScriptedTransport("", status: 429, headers: headers)).analyze(Papers.items)
        }
    }

    @Test("may refuse a text with an error in its own words")
    func refusals() async throws {
        let error = ModelReply.error("Content Exists Risk", type: "invalid_request_error")
        let provider = provider(.deepSeek, ScriptedTransport(error, status: 400))
        for items in [[Papers.items[0]], Papers.items] {
            await #expect(throws: ProviderError.refused("DeepSeek refuses the content (400 invalid_request_error)")) {
                try await provider.analyze(items)
            }
        }
    }

    @Test(
        "keeps what was whole before the answer broke off with room left, and asks for the rest again",
        arguments: [true, false])
    func cutOff(isAnthropic: Bool) async throws {
        let preset = isAnthropic ? ProviderPreset.anthropic : .groq
        let content = ModelReply.content(Papers.answers)
        let cut = String(content.prefix(content.count * 5 / 8))
        let bodies = [
            answer(preset, cut, finish: isAnthropic ? "max_tokens" : "length"),
            // Some say that all is well and stop all the same.
            answer(preset, cut, finish: isAnthropic ? "end_turn" : "stop"),
        ]
        for body in bodies {
            let reply = try await provider(preset, ScriptedTransport(body)).analyze(Papers.items)
            #expect(reply.answers.prefix(2).map(\.summary) == [Papers.summary(0), Papers.summary(1)])
            for answer in reply.answers.suffix(2) {
                guard case .invalid = answer else {
                    Issue.record("\(answer)")
                    continue
                }
            }
        }
    }

    @Test("never crashes and never mixes documents up, whatever it gets", arguments: 0..<4 as Range<UInt64>)
    func fuzz(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let right = answer(.anthropic, ModelReply.content(Papers.answers))
        for _ in 0..<200 {
            let body = Mutation.mangle(right, using: &generator)
            let status = [200, 200, 200, 400, 429, 529].randomElement(using: &generator) ?? 200
            do throws(ProviderError) {
                let transport = ScriptedTransport(body, status: status)
                let reply = try await provider(.anthropic, transport).analyze(Papers.items)
                for (number, answer) in reply.answers.enumerated() {
                    let others = (0..<4).filter { $0 != number }.map(Papers.summary)
                    #expect(!others.contains { answer.summary?.contains($0) ?? false })
                }
            } catch {
                #expect("\(error)".count < 400)
            }
        }
    }

    @Test("learns what its tokenizer counts, and what its model writes")
    func learns() async throws {
        let usage = #"{"prompt_tokens":1200,"completion_tokens":800}"#
        let body = ModelReply.completion(ModelReply.content(Papers.answers), usage: usage)
        let provider = provider(.groq, ScriptedTransport(body))
        let (before, sizing) = (provider.tokens(of: Papers.items), provider.sizing)
        for _ in 0..<128 { _ = try await provider.analyze(Papers.items) }
        #expect(provider.sizing.perItem < 232 && sizing.perItem == 784)
        let tokens = provider.tokens(of: Papers.items)
        #expect(2000...2300 ~= tokens, "\(tokens)")
        #expect(provider.tokens(of: Papers.items) != before)
    }

    private func answer(_ preset: ProviderPreset, _ content: String, finish: String? = nil) -> String {
        guard preset.name == "anthropic" else { return ModelReply.completion(content, finish: finish ?? "stop") }
        return ModelReply.message(
            blocks: ModelReply.textBlock(content), stop: finish ?? "end_turn",
            usage: #"{"input_tokens":900,"output_tokens":300}"#)
    }

    private func provider(_ preset: ProviderPreset, _ transport: ScriptedTransport) -> LanguageModelProvider {
        LanguageModelProvider(
            preset,
            .testing(
                baseURL: preset.baseURL ?? "http://localhost/v1", key: APIKey("sk-1"),
                model: preset.defaultModel ?? "the-model"), transport: transport,
            makeIDs: { Array(Papers.ids.prefix($0)) })
    }
}

extension ProviderAnswer {
    fileprivate var summary: String? {
        if case .analysis(let analysis, _) = self { analysis.summary } else { nil }
    }
}
