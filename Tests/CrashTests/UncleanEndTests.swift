import Foundation
import TestSupport
import Testing

/// Processes that end again and again while the same texts run.
@Suite("Ended uncleanly while a job runs", .serialized, .timeLimit(.minutes(10)))
struct UncleanEndTests {
    /// How a process ends.
    enum End: String, CaseIterable {
        case kill
        /// A power cut, as far as files go: what is in them at one moment, in a directory of its own.
        case copy
    }

    @Test("six kills or power cuts while a text runs do not end it", arguments: End.allCases)
    func one(end: End) async throws {
        try await survives(texts: 1, end)
    }

    @Test("nor do they end texts that ran beside each other")
    func several() async throws {
        try await survives(texts: 3, .kill)
    }

    private func survives(texts: Int, _ end: End) async throws {
        try await withTemporaryDirectory { directory in
            try await SimulatedGroq.with(directory: directory) { groq in
                var place = directory
                var ids: [String] = []
                var calls = 0
                for round in 1...6 {
                    let server = try await start(groq, texts, place)
                    let client = HTTPClient(port: server.port, timeout: .seconds(70))
                    if round == 1 {
                        // Until a first call is answered, no other is made beside it.
                        try await expectDone(submit(1, named: "First", to: client), on: client)
                        calls = try await groq.statistics().calls
                        // From here on no call comes to its end before the last process.
                        try await groq.change(#"{"latency": {"call_ms": 600000}}"#)
                        ids = try await submit(texts, named: "Specimen", to: client)
                    }
                    calls += round == 1 ? texts : 1
                    try await groq.until("a call is under way") { [calls] in $0.calls >= calls }
                    await client.close()
                    place = try await self.end(server, as: end, place, round)
                }
                try await groq.change(#"{"latency": {"call_ms": 10}}"#)
                let server = try await start(groq, texts, place)
                try await expectDone(ids, on: HTTPClient(port: server.port, timeout: .seconds(70)))
                #expect(try await server.stop() == 0)
            }
        }
    }

    private func start(_ groq: SimulatedGroq, _ workers: Int, _ directory: String) async throws -> ListeningProcess {
        let settings = [
            "GROQ_API_KEY": "gsk_any", "GROQ_BASE_URL": groq.baseURL, "WORKERS": "\(workers)", "BATCH_MAX_SIZE": "1",
            "REQUEST_TIMEOUT": "15m", "LOG_LEVEL": "error",
        ]
        return try await ListeningProcess.server(directory: directory, settings: settings)
    }

    private func expectDone(_ ids: [String], on client: HTTPClient) async throws {
        for id in ids {
            let status = try StatusReply(try await client.get("/status/\(id)?wait=60"))
            #expect(status.state == "done", "\(status.failure ?? "")")
        }
    }

    private func submit(_ texts: Int, named name: String, to client: HTTPClient) async throws -> [String] {
        var ids: [String] = []
        for number in 0..<texts {
            let text = "\(name) \(number) was measured and kept cool all the while by us."
            let reply = try await client.post("/analyze", #"{"text": "\#(text)"}"#)
            ids.append(try #require(try StatusReply(reply).id))
        }
        return ids
    }

    /// Ends the process; returns the directory to go on with.
    private func end(_ server: ListeningProcess, as end: End, _ place: String, _ round: Int) async throws -> String {
        guard end == .copy else {
            try await server.crash()
            return place
        }
        // Stopped, so that the files are of one moment.
        server.signal(SIGSTOP)
        let copy = place + "/\(round)"
        try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: place + "/data", toPath: copy + "/data")
        try await server.crash()
        return copy
    }
}
