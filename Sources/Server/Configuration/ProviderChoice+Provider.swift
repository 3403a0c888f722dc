import CurlTransport
import ExtractiveSummariser
import Jobs
import Providers
import SerialLane

extension ProviderChoice {
    /// Makes the chosen provider. Throws one line if its certificates cannot be read.
    func make(for configuration: ServerConfiguration) throws -> ConfiguredProvider {
        switch self {
        case .local:
            let lanes = LanePool(name: "summarise", threads: configuration.workers)
            return ConfiguredProvider(BuiltInProvider(lanes: lanes), BuiltInProvider.profile)
        case .remote(let preset, let settings):
            let transport = try CurlTransport(
                configuration: CurlTransport.Configuration(
                    caBundle: configuration.caBundle, userAgent: "precis/\(Server.version)",
                    connections: configuration.workers + 1))
            let provider = LanguageModelProvider(
                preset,
                LanguageModelProvider.Configuration(
                    baseURL: settings.baseURL, key: settings.key.flatMap { APIKey($0.value) }, model: settings.model,
                    temperature: settings.temperature, maxOutputTokens: settings.maxOutputTokens,
                    systemPrompt: settings.systemPrompt, requestTimeout: settings.requestTimeout,
                    packSize: configuration.batchMaxSize), transport: transport)
            return ConfiguredProvider(provider, provider.profile, limitsScope: limitsScope)
        }
    }
}
