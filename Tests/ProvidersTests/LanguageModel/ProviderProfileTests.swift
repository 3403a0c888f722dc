import Analysis
import Jobs
import Testing

@testable import Providers

@Suite("The profile of a provider")
struct ProviderProfileTests {
    @Test("names who answers, with which instruction and settings")
    func groq() {
        let profile = profile(.groq, model: "openai/gpt-oss-20b")
        #expect(profile.model == ModelIdentity(provider: "groq", model: "openai/gpt-oss-20b"))
        #expect(profile.prompt == "analyze-3")
        #expect(
            profile.settings
                == [
                    "temperature=0.2", "max_output_tokens=65536", "reasoning_effort=low", "response_format=json_schema",
                ])
    }

    @Test("changes with everything that changes answers")
    func changes() {
        let base = "https://api.groq.com/openai/v1"
        let configurations: [LanguageModelProvider.Configuration] = [
            .testing(baseURL: base, model: "m"), .testing(baseURL: base, model: "n"),
            .testing(baseURL: base, model: "m", temperature: 0.3),
            .testing(baseURL: base, model: "m", temperature: nil),
            .testing(baseURL: base, model: "m", maxOutputTokens: 100),
            .testing(baseURL: base, model: "m", systemPrompt: "Be kind."),
            .testing(baseURL: base, model: "m", systemPrompt: "Be cruel."),
            .testing(baseURL: "http://localhost", model: "m"),
        ]
        let profiles = configurations.map { LanguageModelProvider.profile(.groq, $0) }
        #expect(Set(profiles).count == profiles.count)
    }

    @Test("does not change with what does not")
    func constants() {
        let base = "http://localhost:1/v1"
        let one = LanguageModelProvider.profile(.openAICompatible, .testing(baseURL: base, key: APIKey("a")))
        let other = LanguageModelProvider.profile(
            .openAICompatible,
            .testing(baseURL: base, key: APIKey("b"), requestTimeout: .seconds(1), packSize: 2))
        #expect(one == other)
    }

    @Test(
        "names the address where the name of the provider does not, without what may be secret",
        arguments: [
            ("http://localhost:1234/v1", "http://localhost:1234/v1"), ("http://u:p@host/v1?key=s#x", "http://host/v1"),
            ("http://u@p@host", "http://host"), ("host/v1", "host/v1"), ("http://host/a@b", "http://host/a@b"),
        ])
    func address(baseURL: String, address: String) {
        #expect(profile(.openAICompatible, baseURL, model: "m").settings.last == "base_url=\(address)")
    }

    @Test("of a preset is complete", arguments: ProviderPreset.all.map(\.name))
    func presets(name: String) throws {
        let preset = try #require(ProviderPreset.all.first { $0.name == name })
        #expect(ProviderPreset.all.count { $0.name == name } == 1)
        #expect(preset.keyVariable.hasSuffix("API_KEY"))
        if let model = preset.defaultModel { #expect(preset.models.contains { $0.name == model }) }
        for model in preset.models {
            #expect(model.maxOutputTokens < model.contextTokens ?? 0)
        }
        let other = preset.model(named: "unheard-of")
        #expect(other.name == "unheard-of")
        // Nothing is said about thinking that a model might not understand.
        #expect(other.reasoning == nil || other.reasoning?.request == ChatModel.Reasoning.Request.none)
        #expect(preset.needsKey == preset.baseURL?.hasPrefix("https://") ?? false)
    }

    @Test("says what is sent, not what is configured")
    func temperature() {
        #expect(profile(.openAI, model: "gpt-5.4-mini").settings.prefix(3).contains("temperature=default"))
        #expect(profile(.openAI, model: "gpt-4o-mini").settings.first == "temperature=0.2")
        #expect(profile(.deepSeek, model: "deepseek-v4-flash").settings.contains("reasoning_effort=disabled"))
    }

    @Test("of LM Studio never asks for just any JSON object, and LocalAI is asked for nothing it may not know")
    func formats() {
        for model in ["a", "b"] {
            #expect(ProviderPreset.lmStudio.model(named: model).responseFormat == .jsonSchema)
            #expect(ProviderPreset.localAI.model(named: model).responseFormat == .text)
            #expect(ProviderPreset.openAICompatible.model(named: model).responseFormat == .text)
        }
    }

    private func profile(
        _ preset: ProviderPreset, _ baseURL: String = "https://api.groq.com/openai/v1", model: String
    ) -> AnalysisProfile {
        LanguageModelProvider.profile(preset, .testing(baseURL: baseURL, model: model))
    }
}
