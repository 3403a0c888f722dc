package import Analysis
import Jobs

extension LanguageModelProvider {
    /// What an operator configures. Not validated here: the composition root passes valid values.
    package struct Configuration: Sendable {
        /// Without the path of a call; a slash at the end is optional.
        package let baseURL: String
        package let key: APIKey?
        package let model: String
        /// Nil leaves it to the provider, because some models accept only their own.
        package let temperature: Double?
        /// Maximum tokens of output of one call; nil for the maximum of the model.
        package let maxOutputTokens: Int?
        /// Replaces the opening of the instruction: who the model is and how it writes. The required form of the answer
        /// stays.
        package let systemPrompt: String?
        /// Time limit for one whole call.
        package let requestTimeout: Duration
        /// Maximum number of documents in one call.
        package let packSize: Int

        package init(
            baseURL: String, key: APIKey?, model: String, temperature: Double?, maxOutputTokens: Int? = nil,
            systemPrompt: String? = nil, requestTimeout: Duration, packSize: Int
        ) {
            self.baseURL = baseURL
            self.key = key
            self.model = model
            self.temperature = temperature
            self.maxOutputTokens = maxOutputTokens
            self.systemPrompt = systemPrompt
            self.requestTimeout = requestTimeout
            self.packSize = packSize
        }

        func url(_ path: String) -> String {
            var base = baseURL[...]
            while base.last == "/" { base.removeLast() }
            return base + path
        }

        /// Without user, password and query, which may contain secrets.
        fileprivate var address: String {
            let url = baseURL.prefix { $0 != "?" && $0 != "#" }
            guard let scheme = url.firstRange(of: "://") else { return String(url) }
            let rest = url[scheme.upperBound...]
            let end = rest.firstIndex(of: "/") ?? rest.endIndex
            let host = rest[..<end].split(separator: "@").last ?? ""
            return String(url[..<scheme.upperBound] + host + rest[end...])
        }
    }

    /// What a provider of this kind and configuration adds to fingerprints. Never contains the key.
    package static func profile(_ preset: ProviderPreset, _ configuration: Configuration) -> AnalysisProfile {
        let model = preset.model(named: configuration.model)
        let temperature = model.takesTemperature ? configuration.temperature : nil
        var settings = [
            "temperature=\(temperature.map { "\($0)" } ?? "default")",
            "max_output_tokens=\(OutputReserve.limit(model, configuration.maxOutputTokens))",
            "reasoning_effort=\(model.reasoning?.name ?? "default")",
            "response_format=\(model.responseFormat.rawValue)",
        ]
        // The same name may be a different model elsewhere.
        if configuration.baseURL != preset.baseURL { settings.append("base_url=\(configuration.address)") }
        return AnalysisProfile(
            model: ModelIdentity(provider: preset.name, model: configuration.model),
            prompt: Instruction(opening: configuration.systemPrompt).name, settings: settings)
    }
}
