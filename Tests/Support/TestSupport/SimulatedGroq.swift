import Foundation

/// The simulator of Groq as a process of its own, and the way to ask it and to tell it what to do.
package final class SimulatedGroq: Sendable {
    package let process: ListeningProcess
    private let client: HTTPClient

    /// What came, and what became of it (`GET /stats`), as far as tests look at it.
    package struct Statistics: Decodable, Sendable {
        package let calls: Int
        package let rateLimited: Int
        package let byStatus: [String: Int]
        package let faults: [String: Int]
        package let items: Int
        package let documentsSeen: Int
        package let documentsDistinct: Int
        package let documentsRepeated: Int
        package let documentsReanswered: Int
        package let promptTokens: Int
        package let completionTokens: Int
        package let inFlight: Int
        package let mostAtOnce: Int
    }

    private init(_ process: ListeningProcess) {
        self.process = process
        client = HTTPClient(port: process.port, connections: 4)
    }

    /// Gives the body a simulator, and ends it afterwards.
    /// - Parameter arguments: as on its command line.
    package static func with<Value: Sendable>(
        directory: String, _ arguments: [String] = [], _ body: @Sendable (SimulatedGroq) async throws -> Value
    ) async throws -> Value {
        let groq = try await start(directory: directory, arguments)
        do {
            let value = try await body(groq)
            try await groq.end()
            return value
        } catch {
            try await groq.end()
            throw error
        }
    }

    /// Starts one that the caller ends.
    package static func start(directory: String, _ arguments: [String] = []) async throws -> SimulatedGroq {
        try await start(directory: directory, port: 0, arguments)
    }

    /// Starts another one at the same address, once it has been away for so long.
    package func comeBack(after absence: Duration, directory: String) async throws -> SimulatedGroq {
        // The absence itself is what is tested: there is nothing else to await.
        try await Task.sleep(for: absence)
        return try await Self.start(directory: directory, port: port, [])
    }

    private static func start(directory: String, port: Int, _ arguments: [String]) async throws -> SimulatedGroq {
        SimulatedGroq(
            try await ListeningProcess.start(
                "groq-simulator", ["--port", "\(port)", "--seed", "7"] + arguments, directory: directory))
    }

    package var port: Int { process.port }
    package var baseURL: String { "http://127.0.0.1:\(port)/openai/v1" }

    /// Changes settings for later calls; the rest stays as it is.
    package func change(_ settings: String) async throws {
        let reply = try await client.post("/control", settings)
        guard reply.status == 200 else { throw Overdue(rule: "the simulator takes \(settings): \(reply.text)") }
    }

    package func statistics() async throws -> Statistics {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Statistics.self, from: Data(try await client.get("/stats").body))
    }

    /// Counts anew from here.
    package func reset() async throws {
        _ = try await client.post("/stats/reset", "")
    }

    /// Returns once the statistics meet the condition.
    package func until(_ rule: String, _ condition: @escaping @Sendable (Statistics) -> Bool) async throws {
        try await withTimeLimit(rule) {
            while try await !condition(self.statistics()) { try Task.checkCancellation() }
        }
    }

    /// Ends it at once, calls and all.
    package func end() async throws {
        await client.close()
        if process.exitCode == nil { try await process.crash() }
    }
}
