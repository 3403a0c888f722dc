package import Providers

/// Who analyses, as the settings name it.
package enum ProviderChoice: Sendable {
    /// The built-in summariser: no key, no network.
    case local
    case remote(ProviderPreset, RemoteProviderSettings)

    package var isRemote: Bool {
        if case .remote = self { true } else { false }
    }

    /// Reads the choice and all that belongs to it. A preset's own settings (`GROQ_MODEL`) go before the general ones.
    init(_ reader: inout SettingsReader) {
        let groqKey = reader.secret(.groqAPIKey)
        let name = reader.optionalText(.provider)?.lowercased() ?? (groqKey == nil ? "local" : ProviderPreset.groq.name)
        guard name != "local" else {
            self = .local
            return
        }
        guard let preset = ProviderPreset.all.first(where: { $0.name == name }) else {
            let names = (["local"] + ProviderPreset.all.map(\.name)).joined(separator: ", ")
            reader.fault(.provider, "must be \(names), not \(name)")
            self = .local
            return
        }
        self = .remote(preset, RemoteProviderSettings(preset, groqKey: groqKey, &reader))
    }
}
