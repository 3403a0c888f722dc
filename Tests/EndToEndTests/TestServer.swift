import Analysis
import Jobs
import Logging
import SerialLane
import TestSupport
import precis

/// The whole server in this process, over real HTTP on loopback, with a provider that the test scripts.
struct TestServer: Sendable {
    let client: HTTPClient
    let port: Int
    let server: Server

    /// Runs the body against a server on this directory, then stops it in order.
    static func with<Value: Sendable>(
        directory: String, provider: any Provider, profile: AnalysisProfile? = nil,
        fallbacks: [(any Provider, AnalysisProfile)] = [], connections: Int = 256,
        lanes: LanePool = LanePool(name: "test", threads: 1),
        configure: (inout ServerConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (TestServer) async throws -> Value
    ) async throws -> Value {
        var configuration = ServerConfiguration(policy: .testing())
        configuration.dataDirectory = directory
        configuration.logLevel = .critical
        configure(&configuration)
        let server = Server(
            configuration: configuration, provider: provider,
            profile: profile ?? AnalysisProfile(model: provider.model, prompt: "test"), fallbacks: fallbacks,
            lanes: lanes,
            logger: configuration.logger())
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

extension BrokerPolicy {
    /// Roomy bounds and long times: a test changes what it is about.
    static func testing(
        jobs: Int = 10_000, bytes: Int = 1 << 30, maxWait: Duration = .milliseconds(20), attempts: Int = 3
    ) -> BrokerPolicy {
        BrokerPolicy(
            bounds: Bounds(jobs: jobs, bytes: bytes, requests: jobs * 10, resultBytes: 1 << 30),
            batch: BatchRule(maxWait: maxWait),
            attempts: AttemptLimits(attempts: attempts, deadline: .seconds(86_400)),
            leaseTerm: .seconds(30), resultRetention: .seconds(86_400), answerRetention: .seconds(86_400))
    }
}
