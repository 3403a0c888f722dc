import HTTPAPI
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// A real server on a port of its own, guarded, for one test.
struct ConnectionServer {
    struct Context: RequestContext {
        var coreContext: CoreRequestContextStorage
        let channel: any Channel

        init(source: ApplicationRequestContextSource) {
            self.coreContext = .init(source: source)
            self.channel = source.channel
        }
    }

    /// Runs `body` with the port, then stops the server.
    static func run(
        _ limits: ConnectionLimits = ConnectionLimits(maxBodyBytes: 1 << 20), router: Router<Context>,
        body: (Int) async throws -> Void
    ) async throws {
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router,
            server: .guarded(limits),
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in port.yield(channel.localAddress?.port ?? 0) },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup { group in
            group.addTask {
                defer { port.finish() }
                try await application.runService(gracefulShutdownSignals: [])
            }
            // Without a port the server could not start, and says why.
            guard let port = await ports.first(where: { _ in true }) else { return try await group.waitForAll() }
            try await body(port)
            group.cancelAll()
        }
    }
}
