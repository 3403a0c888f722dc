import Analysis
import TestSupport
import Testing

@Suite("Event streams", .timeLimit(.minutes(3)))
struct EventsTests {
    /// The documents of the events so far.
    private func documents(in text: String) -> [Substring] {
        text.matches(of: /event: status\ndata: (.*)\n\n/).map(\.output.1)
    }

    private func open(_ path: String, _ server: TestServer) async throws -> HTTPConnection {
        let connection = try await HTTPConnection.connect(port: server.port)
        try await connection.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let head = try await connection.readHead()
        #expect(head.status == 200 && head.headers["content-type"] == "text/event-stream")
        return connection
    }

    @Test("a request's stream has every state once, and ends with the final one")
    func ofRequest() async throws {
        try await withTemporaryDirectory { directory in
            let gate = TestSignal("the provider goes on")
            let provider = ScriptedProvider(.held(by: gate))
            try await TestServer.with(
                directory: directory, provider: provider, settings: ["WORKERS": "1"]
            ) { server in
                _ = try await server.accepted("Running.")
                try await provider.until("it is at the provider") { $0.running == 1 }
                let id = try await server.accepted("Waiting.")
                let connection = try await open("/status/\(id)/events", server)
                var text = String(decoding: try #require(try await connection.readChunk()), as: UTF8.self)
                #expect(text.contains(#""status":"queued""#))
                gate.fire()
                while let chunk = try await connection.readChunk() { text += String(decoding: chunk, as: UTF8.self) }
                await connection.close()
                let states = documents(in: text).compactMap { $0.firstMatch(of: /"status":"(\w+)"/)?.output.1 }
                #expect(states == ["queued", "processing", "done"] || states == ["queued", "done"])
                #expect(documents(in: text).last?.contains(summary(of: "Waiting.")) == true)
                // What is final is told at once.
                let late = try await server.client.get("/status/\(id)/events")
                #expect(documents(in: late.text).count == 1)
                let unknown = try await server.client.get("/status/short/events")
                #expect(try unknown.problem("not-found").status == 404)
            }
        }
    }

    @Test("the server's stream goes on until the server stops")
    func ofServer() async throws {
        try await withTemporaryDirectory { directory in
            let connection = try await TestServer.with(
                directory: directory, provider: ScriptedProvider()
            ) { server in
                let connection = try await open("/events", server)
                for _ in 0..<2 {
                    let chunk = String(decoding: try #require(try await connection.readChunk()), as: UTF8.self)
                    #expect(documents(in: chunk).first?.contains(#""uptime_seconds""#) == true)
                }
                return connection
            }
            while let chunk = try await connection.readChunk() {
                #expect(documents(in: String(decoding: chunk, as: UTF8.self)).count == 1)
            }
            await connection.close()
        }
    }

    @Test("a client that closes its side gets no more, though it could still read", arguments: [true, false])
    func halfClosed(ofRequest: Bool) async throws {
        try await withTemporaryDirectory { directory in
            let gate = TestSignal("the provider goes on")
            let provider = ScriptedProvider(.held(by: gate))
            try await TestServer.with(directory: directory, provider: provider) { server in
                let id = try await server.accepted("A text.")
                let connection = try await open(ofRequest ? "/status/\(id)/events" : "/events", server)
                _ = try await connection.readChunk()
                try await connection.closeOutput()
                // One event may have come in between.
                var chunks = 0
                while chunks < 3, try await connection.readChunk() != nil { chunks += 1 }
                #expect(chunks < 2)
                await connection.close()
                gate.fire()
            }
        }
    }

    @Test("streams of unfinished requests end when the server stops")
    func draining() async throws {
        try await withTemporaryDirectory { directory in
            let provider = ScriptedProvider(.held(by: TestSignal("never")))
            let connection = try await TestServer.with(
                directory: directory, provider: provider, settings: ["SHUTDOWN_TIMEOUT": "4s"]
            ) { server in
                let connection = try await open("/status/\(try await server.accepted("A text."))/events", server)
                _ = try await connection.readChunk()
                return connection
            }
            while try await connection.readChunk() != nil {}
            await connection.close()
        }
    }
}
