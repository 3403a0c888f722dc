import Providers

/// How to call a provider over the network.
struct RemoteProviderSettings: Sendable {
    /// Nil for the model's own: some models accept no other.
    let temperature: Double?
    /// Maximum number of output tokens in one call; nil for the model's own limit.
    let maxOutputTokens: Int?
    /// Who the model is and how it writes, in the operator's words.
    let systemPrompt: String?
    let requestTimeout: Duration
    /// Without a trailing slash.
    let baseURL: String
    let key: Secret?
    let model: String

    /// - Parameter isPrimary: whether the general settings apply where the provider has none of its own.
    init(_ preset: ProviderPreset, isPrimary: Bool, _ reader: inout SettingsReader) {
        temperature = reader.decimalOrDefault(.temperature, in: 0...2)
        maxOutputTokens = reader.optionalInteger(.maxOutputTokens, in: 256...1_000_000)
        systemPrompt = reader.optionalText(.systemPrompt)
        requestTimeout = reader.duration(.requestTimeout)
        let source = Source(preset, isPrimary: isPrimary)
        let keySetting = source.setting(.key(of: preset), .apiKey, reader)
        let urlSetting = source.setting(.baseURL(of: preset), .baseURL, reader)
        let modelSetting = source.setting(.model(of: preset), .model, reader)
        baseURL = Self.trimmed(reader.optionalText(urlSetting) ?? preset.baseURL ?? "")
        key = reader.secret(keySetting)
        model = reader.optionalText(modelSetting) ?? preset.defaultModel ?? ""
        if baseURL.isEmpty {
            reader.fault(urlSetting, "must be set for \(source.role), to an address like https://host/v1")
        } else if let fault = BaseURL.fault(in: baseURL) {
            reader.fault(urlSetting, "must be an address like https://host/v1 for \(source.role): \(fault)")
        }
        if model.isEmpty { reader.fault(modelSetting, "must be set for \(source.role)") }
        if SettingsReader.isQuoted(model) { reader.fault(modelSetting, "must not have quotes around it") }
        if preset.needsKey, key == nil, !reader.isSet(keySetting) {
            reader.fault(keySetting, "must be set for \(source.role)")
        } else if let key, APIKey(key.value) == nil {
            reader.fault(keySetting, "must be printable ASCII without blanks")
        }
    }

    /// Where a provider's settings come from.
    private struct Source {
        let isPrimary: Bool
        /// "PROVIDER groq"
        let role: String

        init(_ preset: ProviderPreset, isPrimary: Bool) {
            self.isPrimary = isPrimary
            role = (isPrimary ? Setting.provider.name : Setting.fallbackProviders.name) + " " + preset.name
        }

        /// The provider's own setting, unless only the general one is set and applies to it.
        func setting(_ own: Setting, _ general: Setting, _ reader: SettingsReader) -> Setting {
            isPrimary && !reader.isSet(own) && reader.isSet(general) ? general : own
        }
    }

    private static func trimmed(_ url: String) -> String {
        var url = url[...]
        while url.last == "/" { url.removeLast() }
        return String(url)
    }
}
