import GroqSimulator
import TestSupport
import Testing

@Suite("The server") struct ServerTests {
    @Test("answers calls as the library says, headers and odd statuses included")
    func answers() async throws {
        try await serve(limits: RateLimits(plan: .free)) { client in
            let reply = try await client.ask(Ask(pack: ["Bees dance. marker-b1"]))
            #expect(reply.status == 200)
            #expect(reply.text.contains("marker-b1"))
            #expect(reply.headers["content-type"] == "application/json")
            #expect(reply.headers["x-ratelimit-limit-tokens"] == "8000")
            #expect(reply.headers["x-ratelimit-reset-requests"] == "1m26.4s")
            #expect(try await client.ask(Ask(pack: ["fault:498"])).status == 498)
            #expect(try await client.http.post(SimulatorClient.chat, Ask("Hello").body).status == 401)
        }
    }

    @Test("a reset of less than a millisecond reaches the client in Go's notation")
    func microseconds() async throws {
        try await serve(limits: RateLimits(tokensPerMinute: 1_000_000_000)) { client in
            let reset = try await client.ask(Ask("Hello")).headers["x-ratelimit-reset-tokens"]
            #expect(reset?.hasSuffix("µs") == true)
        }
    }

    @Test("names its models, with slashes escaped or not")
    func models() async throws {
        try await serve { client in
            let list = try await client.http.get("/openai/v1/models", headers: SimulatorClient.key)
            #expect(list.text.contains(#""id":"openai/gpt-oss-20b","object":"model""#))
            for path in ["openai/gpt-oss-20b", "openai%2Fgpt-oss-20b"] {
                let model = try await client.http.get("/openai/v1/models/\(path)", headers: SimulatorClient.key)
                #expect(model.text.contains(#""owned_by":"openai""#))
            }
            #expect(try await client.http.get("/openai/v1/models/gone", headers: SimulatorClient.key).status == 404)
            #expect(try await client.http.get("/openai/v1/models").status == 401)
        }
    }

    @Test("says in Groq's way what it does not know")
    func unknown() async throws {
        try await serve { client in
            let reply = try await client.http.get("/v1/chat/completions")
            #expect(reply.status == 404)
            #expect(reply.text.contains(#""code":"unknown_url""#))
            #expect(try await client.http.get("/health").text == #"{"status":"ok"}"#)
        }
    }

    @Test("refuses bodies beyond its limit with 413")
    func largeBody() async throws {
        try await serve { client in
            _ = try await client.control(#"{"max_body_bytes":100}"#)
            let reply = try await client.ask(Ask(String(repeating: "bee ", count: 50_000)))
            #expect(reply.status == 413)
            #expect(reply.text.contains("request_too_large"))
        }
    }

    @Test("is steered in mid-run, and says what was wrong with an order")
    func control() async throws {
        try await serve { client in
            #expect(try await client.ask(Ask("Hello")).status == 200)
            _ = try await client.control(#"{"faults":{"rates":{"498":1}}}"#)
            #expect(try await client.ask(Ask("Hello")).status == 498)
            let refusal = try await client.control(#"{"faults":{"rates":{"418":1}}}"#)
            #expect(refusal.status == 400)
            #expect(refusal.text == #"{"error":"no such fault: 418"}"#)
            _ = try await client.control(#"{"faults":{"rates":{}}}"#)
            #expect(try await client.ask(Ask("Hello")).status == 200)
            #expect(try await client.statistics().by_status == ["200": 2, "498": 1])
            _ = try await client.http.post("/stats/reset", "")
            #expect(try await client.statistics().calls == 0)
        }
    }

    @Test("closes the connection instead of an answer, or within it")
    func cut() async throws {
        try await serve { client in
            for (kind, hasHead) in [("cut", false), ("cutbody", true)] {
                let connection = try await open(client, Ask(pack: ["fault:\(kind)"]))
                let bytes = try await connection.readUntilClose()
                let text = String(decoding: bytes, as: UTF8.self)
                #expect(text.hasPrefix("HTTP/1.1 200 OK") == hasHead)
                #expect(text.contains("chat.completion") == hasHead)
                #expect(!text.contains("service_tier"))
                await connection.close()
            }
            #expect(try await client.statistics().by_status == ["cut": 2])
        }
    }

    @Test("lets hanging calls go when nothing hangs any more")
    func release() async throws {
        try await serve { client in
            _ = try await client.control(#"{"faults":{"rates":{"hang":1}}}"#)
            async let first = client.ask(Ask("Hello"))
            async let second = client.ask(Ask("Hello"))
            try await client.statistics("both calls hang") { $0.in_flight == 2 }
            #expect(try await client.statistics().by_status.isEmpty)
            _ = try await client.control(#"{"faults":{"rates":{}}}"#)
            #expect(try await [first.status, second.status] == [200, 200])
        }
    }

    @Test("answers a hanging call when its time is over")
    func hangLimit() async throws {
        try await serve { client in
            _ = try await client.control(#"{"faults":{"rates":{"hang":1},"hang_limit_s":0.01}}"#)
            #expect(try await client.ask(Ask("Hello")).status == 200)
        }
    }

    @Test("notices that the caller of a hanging call left, or closed its side", arguments: [true, false])
    func abandoned(isClosed: Bool) async throws {
        try await serve { client in
            let connection = try await open(client, Ask(pack: ["fault:hang"]))
            try await client.statistics("the call hangs") { $0.in_flight == 1 }
            if isClosed { await connection.close() } else { try await connection.closeOutput() }
            try await client.statistics("the call is given up") { $0.in_flight == 0 }
            #expect(try await client.statistics().by_status == ["abandoned": 1])
            await connection.close()
        }
    }

    @Test("ends at once though calls hang")
    func end() async throws {
        let hanging = TestSignal("the call is cut off")
        try await serve { client in
            // Ends when the server does, before the test.
            Task {
                do { _ = try await client.ask(Ask(pack: ["fault:hang"])) } catch { hanging.fire() }
            }
            try await client.statistics("the call hangs") { $0.in_flight == 1 }
        }
        try await hanging.wait()
    }

    /// A connection on which the call was sent.
    private func open(_ client: SimulatorClient, _ ask: Ask) async throws -> HTTPConnection {
        let connection = try await HTTPConnection.connect(port: client.port)
        let body = ask.body
        try await connection.send(
            "POST \(SimulatorClient.chat) HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer key\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
        return connection
    }
}
