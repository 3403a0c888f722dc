import Foundation
import Providers

/// How a provider over the network is to be called.
package struct RemoteProviderSettings: Sendable {
    /// Without a slash at its end.
    package var baseURL: String
    package var key: Secret?
    package var model: String
    package var temperature = 0.2
    /// Tokens of output in one call at most; nil for the model's own limit.
    package var maxOutputTokens: Int?
    /// Who the model is and how it writes, in the operator's words.
    package var systemPrompt: String?
    package var requestTimeout = Duration.seconds(60)

    package init(baseURL: String, key: Secret?, model: String) {
        self.baseURL = baseURL
        self.key = key
        self.model = model
    }

    init(_ preset: ProviderPreset, groqKey: Secret?, _ reader: inout SettingsReader) {
        let isGroq = preset.name == ProviderPreset.groq.name
        let general = reader.secret(.apiKey)
        let url = (isGroq ? reader.optionalText(.groqBaseURL) : nil) ?? reader.optionalText(.baseURL) ?? preset.baseURL
        let model =
            (isGroq ? reader.optionalText(.groqModel) : nil) ?? reader.optionalText(.model) ?? preset.defaultModel
        self.init(
            baseURL: Self.trimmed(url ?? ""), key: (isGroq ? groqKey : nil) ?? general, model: model ?? "")
        temperature = reader.decimal(.temperature, in: 0...2)
        maxOutputTokens = reader.optionalInteger(.maxOutputTokens, in: 256...1_000_000)
        systemPrompt = reader.optionalText(.systemPrompt)
        requestTimeout = reader.duration(.requestTimeout)
        if !Self.isUsable(baseURL) {
            reader.fault(.baseURL, "must be an address like https://host/v1 for PROVIDER \(preset.name)")
        }
        if self.model.isEmpty { reader.fault(.model, "must be set for PROVIDER \(preset.name)") }
        if preset.needsKey, key == nil {
            reader.fault(isGroq ? .groqAPIKey : .apiKey, "must be set for PROVIDER \(preset.name)")
        } else if let key, APIKey(key.value) == nil {
            reader.fault(isGroq ? .groqAPIKey : .apiKey, "must be printable ASCII without blanks")
        }
    }

    private static func trimmed(_ url: String) -> String {
        var url = url[...]
        while url.last == "/" { url.removeLast() }
        return String(url)
    }

    private static func isUsable(_ url: String) -> Bool {
        guard let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty, parts.query == nil,
            parts.fragment == nil, parts.user == nil, parts.password == nil
        else { return false }
        return parts.scheme == "http" || parts.scheme == "https"
    }
}
