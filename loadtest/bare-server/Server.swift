import Hummingbird
import Logging

/// Hummingbird as precis sets it up, without anything of precis.
struct Server: Sendable {
    let host: String
    /// 0 for any that is free.
    let port: Int
    let answers: Answers

    /// Serves until the task is cancelled. Throws what keeps it from listening.
    /// - Parameter onReady: called with the port when connections are accepted.
    func run(onReady: @escaping @Sendable (Int) -> Void) async throws {
        let application = Application(
            router: answers.router(),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), serverName: nil, backlog: 4096),
            onServerRunning: { channel in onReady(channel.localAddress?.port ?? 0) },
            logger: Logger(label: "bare-server") { _ in SwiftLogNoOpLogHandler() })
        do {
            try await application.runService(gracefulShutdownSignals: [])
        } catch  where Task.isCancelled {
            // That is how it ends.
        }
    }
}
