import SerialLane
import Server
import TestSupport
import Testing

extension TestServer {
    /// Runs the body against a server that calls the simulator as it would call Groq.
    static func with<Value: Sendable>(
        directory: String, groq: SimulatedGroq, settings: [String: String] = [:], connections: Int = 256,
        _ body: @escaping @Sendable (TestServer) async throws -> Value
    ) async throws -> Value {
        let own = [
            "GROQ_API_KEY": "gsk_right", "GROQ_BASE_URL": groq.baseURL, "REQUEST_TIMEOUT": "30s", "WORKERS": "4",
        ]
        let configuration = try Self.configuration(directory: directory, own.merging(settings) { $1 })
        let server = Server(
            configuration: configuration, providers: try configuration.makeProviders(),
            lanes: LanePool(name: "test", threads: 1), logger: configuration.logger())
        return try await run(server, connections: connections, body)
    }

    /// Submits as many different short texts at once, each with a mark of its own that its summary will carry; returns
    /// the ids in their order.
    func submitMarked(_ count: Int, _ name: String = "") async throws -> [String] {
        try await atOnce(count) { number in
            let mark = Mark(name, number)
            return try await accepted(
                "\(mark.opening) We looked at \(mark.word) for a week and noted what changed. Nothing did.")
        }
    }

    /// Waits for all of them to be done with their own document's summary.
    func expectMarked(
        _ ids: [String], _ name: String = "", attempts: Int? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let records = try await atOnce(ids.count) { try await final(ids[$0]) }
        for (number, record) in records.enumerated() {
            let word = Mark(name, number).word
            #expect(record.status == "done", "\(word): \(record)", sourceLocation: sourceLocation)
            #expect(
                record.result?.summary.contains(word + " ") == true,
                "\(word) has another document's summary: \(record.result?.summary ?? "")",
                sourceLocation: sourceLocation)
            if let attempts { #expect(record.attempts == attempts, "\(word)", sourceLocation: sourceLocation) }
        }
    }
}

/// A word that is nobody else's, and an opening that no other text shares.
struct Mark {
    let word: String
    let opening: String

    init(_ name: String, _ number: Int) {
        word = "marker-\(name)\(number)x"
        opening = "Sample \(word) was kept apart from all the others."
    }
}
