import Foundation
import TestSupport
import Testing

/// A limit on the size of files is a full disk to the server that meets it, and can be lifted again.
@Suite(.timeLimit(.minutes(3))) struct DiskFullTests {
    private let settings = ["WORKERS": "1", "LOG_LEVEL": "critical", "SHUTDOWN_TIMEOUT": "4s"]

    /// Runs the body against a server that has accepted more than it has done.
    private func withWork(
        _ body: (ListeningProcess, HTTPClient, _ accepted: [String], _ directory: String) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let server = try await ListeningProcess.server(directory: directory, settings: settings)
            let client = HTTPClient(port: server.port)
            let accepted = try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<12 {
                    group.addTask { try await self.submit(Self.text(number), client) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            do {
                try await body(server, client, accepted, directory)
            } catch {
                server.signal(SIGKILL)
                throw error
            }
            await client.close()
        }
    }

    /// Some twenty kilobytes, of which no two are equal.
    private static func text(_ number: Int) -> String {
        (0..<200).map { line in
            "Study \(number) of line \(line) shows that bounded queue \(number * line) keeps its latency under load. "
        }.joined()
    }

    private func post(_ text: String, _ client: HTTPClient) async throws -> HTTPReply {
        try await client.post("/analyze", text, headers: ["Content-Type": "text/plain"])
    }

    /// Returns the id of an accepted text.
    private func submit(_ text: String, _ client: HTTPClient) async throws -> String {
        let reply = try await post(text, client)
        #expect(reply.status == 202)
        return try #require(reply.headers["location"])
    }

    /// Lets no file of the process be written, or all of them again.
    private func setFull(_ isFull: Bool, _ server: ListeningProcess) throws {
        try server.setLimit(RLIMIT_FSIZE, to: isFull ? 0 : UInt.max)
    }

    private func expectDone(_ accepted: [String], _ client: HTTPClient) async throws {
        for path in accepted {
            let reply = try await client.request("GET", path + "?wait=60", timeout: .seconds(90))
            #expect(reply.status == 200 && reply.text.contains(#""status":"done""#))
        }
    }

    private func isReady(_ client: HTTPClient) async throws -> Bool {
        try await client.get("/ready").status == 200
    }

    @Test("while the disk is full submissions are refused, polls are answered, and nothing accepted is lost")
    func full() async throws {
        try await withWork { server, client, accepted, _ in
            try setFull(true, server)
            let refused = try await post("A text that comes too late.", client)
            #expect(refused.status == 503)
            #expect(refused.headers["content-type"] == "application/problem+json")
            #expect(refused.text.contains("urn:precis:problem:unavailable"))
            #expect(refused.headers["retry-after"] != nil)
            #expect(try await !isReady(client))
            var states: [Bool] = []
            for path in accepted {
                let reply = try await client.get(path)
                #expect(reply.status == 200)
                states.append(reply.text.contains(#""status":"done""#))
            }
            #expect(states.contains(false), "there is work that could be lost")
            #expect(try await client.get("/health").status == 200)
            #expect(try await client.get("/status").status == 200)
            #expect(try await post("Another that comes too late.", client).status == 503)
            let waiting = try #require(accepted.last)
            let cancelled = try await client.request("DELETE", waiting)
            #expect([409, 503].contains(cancelled.status), "what cannot be written is not promised")

            try setFull(false, server)
            try await withTimeLimit("it is ready again") {
                while try await !self.isReady(client) { try Task.checkCancellation() }
            }
            let again = try await submit("A text that comes in time.", client)
            try await expectDone(accepted + [again], client)
            #expect(try await server.stop() == 0)
        }
    }

    @Test("killed while the disk is full, it has lost nothing when it is started again")
    func killed() async throws {
        try await withWork { server, client, accepted, directory in
            try setFull(true, server)
            #expect(try await post("A text that comes too late.", client).status == 503)
            try await server.crash()
            let next = try await ListeningProcess.server(directory: directory, settings: settings)
            let client = HTTPClient(port: next.port)
            try await expectDone(accepted, client)
            await client.close()
            #expect(try await next.stop() == 0)
        }
    }

    @Test("a full disk keeps nobody from stopping it in order, and what was accepted is done later")
    func stopped() async throws {
        try await withWork { server, client, accepted, directory in
            try setFull(true, server)
            #expect(try await post("A text that comes too late.", client).status == 503)
            #expect(try await server.stop() == 0)
            let next = try await ListeningProcess.server(directory: directory, settings: settings)
            let client = HTTPClient(port: next.port)
            try await expectDone(accepted, client)
            await client.close()
            #expect(try await next.stop() == 0)
        }
    }
}
