import Jobs
import Providers

/// What a person sees when the server is up: where it listens, what it uses, and a line to try.
package struct StartupBanner {
    let configuration: ServerConfiguration
    let port: Int

    package init(configuration: ServerConfiguration, port: Int) {
        self.configuration = configuration
        self.port = port
    }

    package var text: String {
        let address = "http://\(configuration.hostInURL):\(port)"
        return """
            precis \(Server.version) listens on \(address)
              broker    embedded: journal in \(configuration.dataDirectory), \(configuration.policy.bounds.jobs) jobs at most
              cache     memory, \(configuration.cacheMaxBytes >> 20) MiB\(redis), over the journal's results
              provider  \(provider)
              try       curl -s '\(address)/analyze' -H 'Content-Type: text/plain' -H 'Prefer: wait=10' --data-binary @README.md

            """
    }

    private var redis: String {
        configuration.redis.map { ", and \($0)" } ?? ""
    }

    private var provider: String {
        switch configuration.provider {
        case .local: local
        case .remote(let preset, let settings): "\(preset.name): \(settings.model) at \(settings.baseURL)"
        }
    }

    private var local: String {
        let why = configuration.isProviderChosen ? "" : ", since neither PROVIDER nor GROQ_API_KEY is set"
        let isAlone = configuration.redis == nil && !configuration.fallbacks.contains(where: \.isRemote)
        return "local: the built-in summariser\(why)" + (isAlone ? "; nothing leaves this machine" : "")
    }
}
