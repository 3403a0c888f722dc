import TestSupport
import Testing

extension TestServer {
    /// Submits a text that needs no escaping in JSON.
    func submit(_ text: String, headers: [String: String] = [:]) async throws -> HTTPReply {
        try await client.post("/analyze", #"{"text": "\#(text)"}"#, headers: headers)
    }

    /// Submits a text that must be accepted; returns its request id.
    func accepted(_ text: String, headers: [String: String] = [:]) async throws -> String {
        let reply = try await submit(text, headers: headers)
        try #require(reply.status == 202, "\(reply.text)")
        return try reply.document(Receipt.self).requestId
    }

    /// The status document once the request is final.
    func final(_ id: String) async throws -> StatusReply {
        while true {
            let record = try await client.get("/status/\(id)?wait=20").document(StatusReply.self)
            if record.finishedAt != nil { return record }
            try Task.checkCancellation()
        }
    }

    func figures() async throws -> ServerFigures {
        try await client.get("/status").document(ServerFigures.self)
    }

    /// Asks for the figures until they meet the condition.
    func figures(_ rule: String, _ condition: @escaping @Sendable (ServerFigures) -> Bool) async throws {
        try await withTimeLimit(rule) {
            while try await !condition(figures()) { try Task.checkCancellation() }
        }
    }
}

/// The part of `GET /status` that tests look at most.
struct ServerFigures: Decodable, Sendable {
    struct Queue: Decodable, Sendable {
        let depth: Int
        let running: Int
        let limit: Int
        let bytes: Int
    }

    struct Cache: Decodable, Sendable {
        let hitsMemory: Int
        let hitsRedis: Int
        let hitsJournal: Int
        let misses: Int
        let coalesced: Int
        let redis: String
    }

    struct Totals: Decodable, Sendable {
        let accepted: Int
        let completed: Int
        let failed: Int
        let cancelled: Int
        let rejected: Int
        let providerCalls: Int
        let promptTokens: Int
        let completionTokens: Int
    }

    struct Process: Decodable, Sendable {
        let openFiles: Int
    }

    let status: String
    let process: Process
    let queue: Queue
    let cache: Cache
    let totals: Totals
}

/// Runs the body that often at the same time; the values come in the order of the numbers.
func atOnce<Value: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) async throws -> Value
) async throws -> [Value] {
    try await withThrowingTaskGroup(of: (Int, Value).self) { group in
        for number in 0..<count {
            group.addTask { (number, try await body(number)) }
        }
        var values: [Int: Value] = [:]
        for try await (number, value) in group { values[number] = value }
        return (0..<count).compactMap { values[$0] }
    }
}
