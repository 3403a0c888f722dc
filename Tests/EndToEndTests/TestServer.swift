import Analysis
import SerialLane
import Server
import TestSupport

/// The whole server in this process, over real HTTP on loopback, with a provider that the test scripts.
struct TestServer: Sendable {
    let client: HTTPClient
    let port: Int
    let server: Server

    /// Runs the body against a server on this directory, then stops it in order.
    /// - Parameter settings: by their names; `configuration` has the others.
    static func with<Value: Sendable>(
        directory: String, provider: any Provider, settings: [String: String] = [:],
        roles: Server.Roles = [.api, .workers], connections: Int = 256,
        lanes: LanePool = LanePool(name: "test", threads: 1),
        _ body: @escaping @Sendable (TestServer) async throws -> Value
    ) async throws -> Value {
        let configuration = try Self.configuration(directory: directory, settings)
        let profile = AnalysisProfile(model: provider.model, prompt: "test")
        let server = Server(
            configuration: configuration, providers: [ConfiguredProvider(provider, profile)], roles: roles,
            lanes: lanes, logger: configuration.logger())
        return try await run(server, connections: connections, body)
    }

    /// These settings, on top of those of every test server.
    static func configuration(directory: String, _ settings: [String: String]) throws -> ServerConfiguration {
        let common = [
            "PORT": "0", "DATA_DIR": directory, "WORKERS": "2", "BATCH_MAX_WAIT": "20ms", "MAX_ATTEMPTS": "3",
            "LOG_LEVEL": "critical",
        ]
        return try ServerConfiguration(settings: common.merging(settings) { $1 })
    }

    /// Runs the body against this server, then stops it in order.
    static func run<Value: Sendable>(
        _ server: Server, connections: Int, _ body: @escaping @Sendable (TestServer) async throws -> Value
    ) async throws -> Value {
        let listening = Watched<Int?>(nil)
        return try await withThrowingTaskGroup(of: Result<Value, any Error>?.self) { group in
            group.addTask {
                try await server.run { port in listening.change { $0 = port } }
                return nil
            }
            group.addTask {
                defer { server.stop() }
                do {
                    try await listening.until("the server listens") { $0 != nil }
                    let port = listening.value ?? 0
                    let client = HTTPClient(port: port, connections: connections)
                    let value = try await body(TestServer(client: client, port: port, server: server))
                    await client.close()
                    return .success(value)
                } catch {
                    // Not thrown here, which would cancel the server: NIO traps when it is cancelled with connections
                    // that nobody has taken up yet.
                    return .failure(error)
                }
            }
            var result: Result<Value, any Error>?
            for try await value in group { result = value ?? result }
            guard let result else { throw Overdue(rule: "the body ends") }
            return try result.get()
        }
    }
}
