import Providers

/// Every provider has settings of its own, `GROQ_MODEL` and so on, which take precedence over the general ones.
extension Setting {
    /// The key of this provider; the general setting if the provider has no settings of its own.
    static func key(of preset: ProviderPreset) -> Setting {
        guard preset.hasOwnSettings else { return .apiKey }
        return Setting(
            preset.keyVariable, "the key for `\(preset.name)`, before `API_KEY`",
            details: preset.needsKey ? "" : "where it asks for one", isSecret: true)
    }

    static func model(of preset: ProviderPreset) -> Setting {
        guard preset.hasOwnSettings else { return .model }
        return Setting(
            preset.modelVariable, "the model at `\(preset.name)`, before `MODEL`",
            details: preset.defaultModel.map { "unset, `\($0)`" } ?? "one of both must be set")
    }

    static func baseURL(of preset: ProviderPreset) -> Setting {
        guard preset.hasOwnSettings else { return .baseURL }
        return Setting(
            preset.baseURLVariable, "where the API of `\(preset.name)` is, before `BASE_URL`",
            details: preset.baseURL.map { "unset, `\($0)`" } ?? "")
    }

    static let ofPresets = ProviderPreset.all.filter(\.hasOwnSettings).flatMap {
        [key(of: $0), model(of: $0), baseURL(of: $0)]
    }
}
