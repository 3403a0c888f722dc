import Analysis
import Foundation
import Jobs
import Providers
import TestSupport
import Testing

@testable import Server

@Suite(BareEnvironment.required) struct ProviderChoiceTests {
    private func remote(_ flags: String...) async throws -> (ProviderPreset, RemoteProviderSettings) {
        try await remoteOf(flags)
    }

    private func faults(_ flags: String...) async throws -> [String] {
        do {
            _ = try ServerConfiguration(flags: flags)
            return []
        } catch let faults as ServerConfiguration.Faults {
            return faults.lines
        }
    }

    @Test("a key for Groq is enough to choose it, with its usual model and place")
    func keyChooses() async throws {
        let (preset, settings) = try await remote("--groq-api-key=gsk_1")
        #expect(preset.name == "groq" && settings.key?.value == "gsk_1")
        #expect(settings.model == "openai/gpt-oss-20b" && settings.baseURL == "https://api.groq.com/openai/v1")
        #expect((settings.temperature, settings.requestTimeout) == (0.2, .seconds(60)))
        #expect(settings.maxOutputTokens == nil && settings.systemPrompt == nil)
        #expect(try ServerConfiguration(flags: ["--groq-api-key=gsk_1"]).workers == 4)
        let local = try ServerConfiguration(flags: ["--groq-api-key=gsk_1", "--provider=local"])
        #expect(!local.provider.isRemote, "what is said goes before what is guessed")
    }

    @Test("every setting of a provider arrives, its own before the general ones")
    func settings() async throws {
        let general = ["--api-key=k", "--model=m", "--base-url=https://general/v1/"]
        let more = [
            "--temperature=0.7", "--max-output-tokens=900", "--system-prompt=You are brief.", "--request-timeout=9s",
        ]
        let (_, groq) = try await remoteOf(
            ["--provider=groq", "--groq-api-key=g", "--groq-model=gm", "--groq-base-url=https://groq/v1"] + general
                + more)
        #expect((groq.key?.value, groq.model, groq.baseURL) == ("g", "gm", "https://groq/v1"))
        #expect((groq.temperature, groq.maxOutputTokens, groq.systemPrompt) == (0.7, 900, "You are brief."))
        #expect(groq.requestTimeout == .seconds(9))
        let (_, fallback) = try await remoteOf(["--provider=Groq"] + general)
        #expect((fallback.key?.value, fallback.model, fallback.baseURL) == ("k", "m", "https://general/v1"))
        let (preset, other) = try await remote(
            "--provider=openai-compatible", "--base-url=http://127.0.0.1:11434/v1", "--model=llama3.2")
        #expect(preset.name == "openai-compatible" && other.key == nil && other.model == "llama3.2")
    }

    private func remoteOf(_ flags: [String]) async throws -> (ProviderPreset, RemoteProviderSettings) {
        guard case .remote(let preset, let settings) = try ServerConfiguration(flags: flags).provider else {
            throw Overdue(rule: "\(flags) choose a provider over the network")
        }
        return (preset, settings)
    }

    @Test("the temperature can be left to the model", arguments: ["default", "Default"])
    func noTemperature(text: String) async throws {
        let (preset, settings) = try await remote("--groq-api-key=k", "--temperature=\(text)")
        #expect(settings.temperature == nil)
        let configuration = try ServerConfiguration(flags: ["--groq-api-key=k", "--temperature=\(text)"])
        let profile = try configuration.provider.make(for: configuration).profile
        #expect(profile.settings.contains("temperature=default"), "\(preset.name): \(profile.settings)")
    }

    @Test("a key may have come with blanks, line ends and a mark around it, but not with quotes")
    func keysFromElsewhere() async throws {
        for text in [" gsk_1", "gsk_1\n", "\u{FEFF}gsk_1\r\n", "\tgsk_1 \n\n"] {
            let (_, settings) = try await remote("--groq-api-key=\(text)")
            #expect(settings.key?.value == "gsk_1")
            try await withTemporaryDirectory { directory in
                try text.write(toFile: directory + "/key", atomically: true, encoding: .utf8)
                let (_, settings) = try await remote("--groq-api-key-file=\(directory)/key")
                #expect(settings.key?.value == "gsk_1")
                try "\"gsk_1\"\n".write(toFile: directory + "/key", atomically: true, encoding: .utf8)
                let quoted = try await faults("--groq-api-key-file=\(directory)/key")
                #expect(quoted == ["GROQ_API_KEY_FILE must not have quotes around it"])
            }
        }
        #expect(try await faults("--groq-api-key='gsk_1'") == ["GROQ_API_KEY must not have quotes around it"])
        #expect(
            try await faults("--groq-api-key=k", "--model=\"m\"") == ["MODEL must not have quotes around it"])
    }

    @Test("what is missing or wrong is said, and never a secret")
    func mistakes() async throws {
        #expect(
            try await faults("--provider=grok") == [
                "PROVIDER must be groq, openai, deepseek, mistral, gemini, anthropic, ollama, lmstudio, localai, "
                    + "openai-compatible, local, not grok"
            ])
        #expect(try await faults("--provider=groq") == ["GROQ_API_KEY must be set for PROVIDER groq"])
        let compatible = try await faults("--provider=openai-compatible")
        #expect(compatible.map { $0.prefix { $0 != " " } } == ["BASE_URL", "MODEL"])
        let key = try await faults("--groq-api-key=gsk hush")
        #expect(key == ["GROQ_API_KEY must be printable ASCII without blanks"])
        for url in ["ftp://x", "https://user:hush@host/v1", "https://host/v1?key=hush", "host/v1", "https://h/v 1"] {
            let faults = try await faults("--provider=groq", "--api-key=k", "--base-url=\(url)")
            #expect(faults.count == 1 && !faults[0].contains("hush"))
            #expect(faults[0].hasPrefix("BASE_URL must be an address like https://host/v1 for PROVIDER groq: "))
        }
        #expect(try await faults("--groq-api-key=k", "--temperature=3").first?.hasPrefix("TEMPERATURE must") == true)
        let redis = try await faults("--redis-url=rediss://:hush@host")
        #expect(redis.count == 1 && redis[0].hasPrefix("REDIS_URL rediss:// (TLS)") && !redis[0].contains("hush"))
    }

    @Test("every provider can be chosen by its name, and made", arguments: ProviderPreset.all.map(\.name))
    func names(name: String) async throws {
        let preset = try #require(ProviderPreset.all.first { $0.name == name })
        let model = preset.defaultModel ?? "the-model"
        let flags = ["--provider=\(name)", "--api-key=sk-1"] + (preset.defaultModel == nil ? ["--model=\(model)"] : [])
        let place = preset.baseURL == nil ? ["--base-url=http://localhost:1/v1"] : []
        let configuration = try ServerConfiguration(flags: flags + place)
        let made = try configuration.provider.make(for: configuration)
        #expect(made.provider.model == ModelIdentity(provider: name, model: model))
        #expect(made.profile.model == made.provider.model)
        #expect(made.limitsScope != nil, "servers with this key share its limits")
        #expect(configuration.workers == 4)
    }

    @Test("only servers of one's own need no key", arguments: ProviderPreset.all.map(\.name))
    func keys(name: String) async throws {
        let preset = try #require(ProviderPreset.all.first { $0.name == name })
        let faults = try await faults("--provider=\(name)", "--model=m", "--base-url=http://localhost:1/v1")
        let isOwn = ["ollama", "lmstudio", "localai", "openai-compatible"].contains(name)
        #expect(faults == (isOwn ? [] : ["\(preset.keyVariable) must be set for PROVIDER \(name)"]))
    }

    @Test("fallbacks have their own settings only, and keep their order")
    func fallbacks() async throws {
        let general = ["--api-key=k", "--model=m", "--base-url=https://general/v1"]
        let read = try ServerConfiguration(
            flags: [
                "--provider=openai", "--fallback-providers= Anthropic,ollama, local", "--anthropic-api-key=a",
                "--ollama-model=qwen3", "--temperature=0.5",
            ] + general)
        let (primary, own) = try #require(remote(read.provider))
        #expect((primary.name, own.key?.value, own.model, own.baseURL) == ("openai", "k", "m", "https://general/v1"))
        let remotes = read.fallbacks.compactMap(remote)
        #expect(read.fallbacks.count == 3 && remotes.map(\.0.name) == ["anthropic", "ollama"])
        #expect(!read.fallbacks[2].isRemote)
        #expect(remotes.map(\.1.model) == ["claude-haiku-5-5", "qwen3"])
        #expect(remotes.map(\.1.key?.value) == ["a", nil])
        #expect(remotes.map(\.1.baseURL) == ["https://api.anthropic.com/v1", "http://localhost:11434/v1"])
        #expect(remotes.map(\.1.temperature) == [0.5, 0.5])
    }

    @Test("a fallback that cannot be one is a fault")
    func badFallbacks() async throws {
        func fallbackFaults(_ names: String, _ more: String...) async throws -> [String] {
            do {
                _ = try ServerConfiguration(
                    flags: ["--groq-api-key=g", "--api-key=k", "--fallback-providers=\(names)"] + more)
                return []
            } catch let faults as ServerConfiguration.Faults {
                return faults.lines
            }
        }
        #expect(try await fallbackFaults("groq") == ["FALLBACK_PROVIDERS names groq, which is PROVIDER already"])
        #expect(
            try await fallbackFaults("openai,OpenAI", "--openai-api-key=o") == [
                "FALLBACK_PROVIDERS names openai twice"
            ])
        #expect(try await fallbackFaults("openai") == ["OPENAI_API_KEY must be set for FALLBACK_PROVIDERS openai"])
        #expect(try await fallbackFaults("lmstudio") == ["LMSTUDIO_MODEL must be set for FALLBACK_PROVIDERS lmstudio"])
        #expect(
            try await fallbackFaults("openai-compatible", "--model=m", "--base-url=http://h/v1") == [
                "FALLBACK_PROVIDERS cannot name openai-compatible, which has no settings of its own"
            ])
        #expect(try await fallbackFaults("grok").first?.hasPrefix("FALLBACK_PROVIDERS must be groq, openai") == true)
        #expect(
            try await fallbackFaults("ollama", "--temperature=3", "--ollama-base-url=ftp://x") == [
                "TEMPERATURE must be a number, 0.0 to 2.0, or default, not 3",
                "OLLAMA_BASE_URL must be an address like https://host/v1 for FALLBACK_PROVIDERS ollama: "
                    + "it does not begin with https:// or http://",
            ], "what is the same for all is complained about once")
        #expect(try await fallbackFaults(" , ") == [])
    }

    private func remote(_ choice: ProviderChoice) -> (ProviderPreset, RemoteProviderSettings)? {
        if case .remote(let preset, let settings) = choice { (preset, settings) } else { nil }
    }

    @Test("a secret can be a file")
    func files() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/key"
            try "gsk_from_file\n".write(toFile: path, atomically: true, encoding: .utf8)
            let (_, settings) = try await remote("--groq-api-key-file=\(path)")
            #expect(settings.key?.value == "gsk_from_file")
            let both = try await faults("--groq-api-key-file=\(path)", "--groq-api-key=hush")
            #expect(both == ["GROQ_API_KEY and GROQ_API_KEY_FILE are both set: keep one"])
            let absent = try await faults("--groq-api-key-file=\(directory)/none")
            #expect(absent == ["GROQ_API_KEY_FILE names a file that cannot be read: \(directory)/none"])
            try " \n".write(toFile: path, atomically: true, encoding: .utf8)
            #expect(
                try await faults("--groq-api-key-file=\(path)") == ["GROQ_API_KEY_FILE names an empty file: \(path)"])
        }
    }

    @Test("a secret does not show, however it is printed")
    func secrecy() async throws {
        let configuration = try ServerConfiguration(flags: [
            "--groq-api-key=gsk_hush", "--fallback-providers=anthropic", "--anthropic-api-key=sk-ant-hush",
            "--redis-url=redis://:hush@host",
        ])
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect(!dumped.contains("hush") && !"\(configuration)".contains("hush"))
        #expect("\(Secret("hush"))" == "(set)")
        let banner = StartupBanner(configuration: configuration, port: 1).text
        #expect(banner.contains("groq: openai/gpt-oss-20b at https://api.groq.com/openai/v1"))
        #expect(banner.contains("redis://:***@host:6379/0") && !banner.contains("hush"))
    }
}
