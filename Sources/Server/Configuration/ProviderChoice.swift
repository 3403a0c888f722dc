import Foundation
import Providers

/// A provider, as the settings name it.
enum ProviderChoice: Sendable {
    /// The built-in summariser: no key, no network.
    case local
    case remote(ProviderPreset, RemoteProviderSettings)

    var isRemote: Bool {
        if case .remote = self { true } else { false }
    }

    private static let localName = "local"
    /// Every name that can be chosen.
    static let names = (ProviderPreset.all.map(\.name) + [localName]).joined(separator: ", ")

    /// Reads the primary provider, its fallbacks, and the settings of each.
    static func read(_ reader: inout SettingsReader) -> (primary: ProviderChoice, fallbacks: [ProviderChoice]) {
        let groqHasKey = reader.isSet(.key(of: .groq))
        let primary =
            reader.optionalText(.provider)?.lowercased() ?? (groqHasKey ? ProviderPreset.groq.name : localName)
        let fallbacks = fallbackNames(&reader, primary: primary)
        return (
            ProviderChoice(primary, as: .provider, &reader),
            fallbacks.map { ProviderChoice($0, as: .fallbackProviders, &reader) }
        )
    }

    private static func fallbackNames(_ reader: inout SettingsReader, primary: String) -> [String] {
        var names: [String] = []
        for part in reader.text(.fallbackProviders).split(separator: ",") {
            let name = part.trimmingCharacters(in: .whitespaces).lowercased()
            if name == primary {
                reader.fault(.fallbackProviders, "names \(name), which is PROVIDER already")
            } else if names.contains(name) {
                reader.fault(.fallbackProviders, "names \(name) twice")
            } else if !name.isEmpty {
                names.append(name)
            }
        }
        return names
    }

    /// - Parameter role: the setting that names the provider.
    private init(_ name: String, as role: Setting, _ reader: inout SettingsReader) {
        self = .local
        guard name != Self.localName else { return }
        guard let preset = ProviderPreset.all.first(where: { $0.name == name }) else {
            reader.fault(role, "must be \(Self.names), not \(name)")
            return
        }
        let isPrimary = role.name == Setting.provider.name
        guard isPrimary || preset.hasOwnSettings else {
            reader.fault(role, "cannot name \(name), which has no settings of its own")
            return
        }
        self = .remote(preset, RemoteProviderSettings(preset, isPrimary: isPrimary, &reader))
    }
}
