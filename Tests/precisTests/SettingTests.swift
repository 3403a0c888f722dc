import Foundation
import Providers
import Testing

@testable import precis

@Suite struct SettingTests {
    @Test("names and flags are unique, and a flag is its name in lower case")
    func names() {
        #expect(Set(Setting.all.map(\.name)).count == Setting.all.count)
        #expect(Set(Setting.all.map(\.flag)).count == Setting.all.count)
        for setting in Setting.all {
            #expect(setting.flag == "--" + setting.name.lowercased().split(separator: "_").joined(separator: "-"))
            #expect(setting.name.allSatisfy { $0.isUppercase || $0 == "_" })
            #expect(!setting.help.isEmpty)
        }
    }

    @Test("every setting that is declared is listed")
    func declared() throws {
        let source = try text(of: "Sources/precis/Setting.swift")
        let declared = source.matches(of: /static let [a-zA-Z]+ = Setting\(\s*"([A-Z_]+)"/).map { String($0.output.1) }
        #expect(declared.count > 20)
        #expect((declared + Setting.ofPresets.map(\.name)).sorted() == Setting.all.map(\.name).sorted())
    }

    @Test("every provider has settings of its own, and its key is a secret")
    func presets() {
        let names = ["GROQ", "OPENAI", "DEEPSEEK", "MISTRAL", "GEMINI", "ANTHROPIC", "OLLAMA", "LMSTUDIO", "LOCALAI"]
        #expect(
            Setting.ofPresets.map(\.name) == names.flatMap { [$0 + "_API_KEY", $0 + "_MODEL", $0 + "_BASE_URL"] })
        #expect(Setting.ofPresets.filter(\.isSecret).map(\.name) == names.map { $0 + "_API_KEY" })
        #expect(Setting.key(of: .openAICompatible).name == "API_KEY")
    }

    @Test("the help lists exactly the settings, with their defaults")
    func help() async throws {
        let run = try await CommandLineRun(["serve", "--help"], environment: ["COLUMNS": "200"])
        #expect(run.code == 0)
        let flags = run.output.matches(of: /(?m)^ *(--[a-z-]+) {1,}(.*)$/).map { (String($0.output.1), $0.output.2) }
            .filter { !["--version", "--help"].contains($0.0) }
        #expect(flags.map(\.0) == Setting.all.map(\.flag))
        for (setting, line) in zip(Setting.all, flags.map(\.1)) where !setting.standard.isEmpty {
            #expect(line.hasSuffix("(\(setting.standard))"), "\(setting.name)")
        }
    }

    @Test("the README's table lists exactly the settings, with their defaults")
    func readme() throws {
        let rows = try text(of: "README.md").matches(of: /(?m)^\| `([A-Z_]+)` \| (?:`([^`]*)`|–) \|/)
        #expect(rows.map { String($0.output.1) } == Setting.all.map(\.name))
        #expect(rows.map { $0.output.2.map(String.init) ?? "" } == Setting.all.map(\.standard))
    }

    /// A file of this checkout.
    private func text(of path: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }
}
