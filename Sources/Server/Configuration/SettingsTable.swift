/// All settings in sections, and the formats in which they are printed.
package enum SettingsTable {
    /// Settings that belong together.
    struct Section: Sendable {
        let title: String
        let settings: [Setting]
    }

    static let sections = [
        Section(title: "Server", settings: [.host, .port, .allowedHosts, .maxTextBytes, .maxWait, .shutdownTimeout]),
        Section(
            title: "Queue",
            settings: [
                .dataDirectory, .broker, .queueMaxJobs, .queueMaxBytes, .queueMaxRequests, .leaseTTL, .jobDeadline,
                .maxAttempts,
            ]),
        Section(title: "Results", settings: [.cacheMaxBytes, .cacheTTL, .resultTTL, .resultMaxBytes, .redisURL]),
        Section(title: "Calls", settings: [.workers, .batchMaxSize, .batchMaxWait, .batchMaxTokens, .partMaxTokens]),
        Section(
            title: "Provider",
            settings: [
                .provider, .fallbackProviders, .model, .baseURL, .apiKey, .caBundle, .temperature, .maxOutputTokens,
                .systemPrompt, .requestTimeout,
            ]),
        Section(
            title: "Limits of the provider",
            settings: [.providerRPM, .providerTPM, .providerRPD, .providerTPD, .providerConcurrency]),
        Section(title: "Each provider's own", settings: Setting.ofPresets),
        Section(title: "Log", settings: [.throughputLogInterval, .logLevel, .logFormat]),
    ]

    /// For `precis serve --help`.
    package static var help: String {
        sections.map { section in
            ([section.title + ":"] + section.settings.map(\.helpLine)).joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    /// The tables of docs/configuration.md.
    package static var markdown: String {
        sections.map { section in
            let head = ["", "### " + section.title, "", "| name | default | what |", "|---|---|---|"]
            return (head + section.settings.map(\.tableRow)).map { $0 + "\n" }.joined()
        }.joined()
    }

    /// A file `.env` to begin with: every setting at its default, commented out.
    package static var environmentFile: String {
        sections.reduce(into: environmentHead) { file, section in
            file += "\n## \(section.title)\n" + section.settings.map(\.environmentLines).joined()
        }
    }

    private static let environmentHead = """
        # Settings of `precis serve`: copy this file to .env in the directory the server is started in, and take the "#"
        # off the lines you change. The values are the defaults; empty means unset. Flags and the environment count
        # before this file. A value may stand in quotes; a "#" after a blank begins a comment. What each setting means
        # in full is in docs/configuration.md.

        """
}

extension Setting {
    fileprivate var helpLine: String {
        let start = "  " + flag + String(repeating: " ", count: max(1, 28 - flag.count))
        let text = unset.isEmpty ? help : "\(help); \(unset)"
        return start + Self.plain(text) + (defaultValue.isEmpty ? "" : " (\(defaultValue))")
    }

    fileprivate var tableRow: String {
        let names = names.map { "`\($0)`" }.joined(separator: " or ")
        let value = defaultValue.isEmpty ? "–" : "`\(defaultValue)`"
        return "| \(names) | \(value) | \(text) |"
    }

    fileprivate var environmentLines: String { "# \(Self.plain(text))\n#\(name)=\(defaultValue)\n" }

    /// All texts about the setting.
    private var text: String {
        [help, details, unset.isEmpty ? "" : "unset, " + unset].filter { !$0.isEmpty }.joined(separator: "; ")
    }

    private static func plain(_ text: String) -> String { text.replacing("`", with: "") }
}
