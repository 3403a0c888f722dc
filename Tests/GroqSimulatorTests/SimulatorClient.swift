import Foundation
import GroqSimulator
import TestSupport

@testable import groq_simulator

/// A client of one running simulator.
struct SimulatorClient: Sendable {
    static let chat = "/openai/v1/chat/completions"
    static let key = ["Authorization": "Bearer key"]

    let port: Int
    let http: HTTPClient

    init(port: Int) {
        self.port = port
        http = HTTPClient(port: port)
    }

    func ask(_ ask: Ask) async throws -> HTTPReply {
        try await http.post(Self.chat, ask.body, headers: Self.key)
    }

    func control(_ change: String) async throws -> HTTPReply {
        try await http.post("/control", change)
    }

    func statistics() async throws -> Counts {
        try JSONDecoder().decode(Counts.self, from: Data(try await http.get("/stats").body))
    }

    /// Asks until the statistics are so: the simulator tells nobody by itself.
    func statistics(_ rule: String, _ condition: @escaping @Sendable (Counts) -> Bool) async throws {
        try await withTimeLimit(rule) {
            while !condition(try await self.statistics()) { try Task.checkCancellation() }
        }
    }
}

/// A part of `GET /stats`.
struct Counts: Decodable, Sendable {
    let calls: Int
    let in_flight: Int
    let by_status: [String: Int]
}

/// Runs the body with a client of a server in this process, then ends the server. Calls take no time by themselves:
/// what is seen in flight hangs.
func serve(
    limits: RateLimits = RateLimits(), body: @escaping @Sendable (SimulatorClient) async throws -> Void
) async throws {
    var settings = Settings()
    settings.limits = limits
    settings.latency.perCall = .zero
    settings.latency.perOutputToken = .zero
    let server = Server(settings: settings)
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    try await withThrowingTaskGroup { group in
        group.addTask {
            defer { port.finish() }
            try await server.run { port.yield($0) }
        }
        // Without a port the server could not start, and says why.
        guard let port = await ports.first(where: { _ in true }) else { return try await group.waitForAll() }
        let client = SimulatorClient(port: port)
        try await body(client)
        await client.http.close()
        group.cancelAll()
        try await group.waitForAll()
    }
}
