package import GroqSimulator
import Hummingbird
import Logging
import NIOCore

/// The simulator as an HTTP server. Tests start it in their own process.
package struct Server: Sendable {
    private let host: String
    private let port: Int
    private let service: Service

    /// - Parameters:
    ///   - port: 0 for any that is free.
    ///   - seed: of everything that is left to chance.
    package init(host: String = "127.0.0.1", port: Int = 0, settings: Settings = Settings(), seed: UInt64 = 1) {
        self.host = host
        self.port = port
        service = Service(settings: settings, seed: seed)
    }

    /// Serves until the task is cancelled, and then ends at once, though calls may hang. Throws what keeps it from
    /// listening.
    /// - Parameter onReady: called with the port when connections are accepted.
    package func run(onReady: @escaping @Sendable (Int) -> Void) async throws {
        let application = Application(
            router: service.router(),
            server: .http1(configuration: .init(additionalChannelHandlers: [ClientWatch()])),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), serverName: "groq-simulator", backlog: 4096),
            onServerRunning: { channel in onReady(channel.localAddress?.port ?? 0) },
            logger: Logger(label: "groq-simulator") { _ in SwiftLogNoOpLogHandler() })
        do {
            try await application.runService(gracefulShutdownSignals: [])
        } catch  where Task.isCancelled {
            // That is how it ends.
        }
    }
}
