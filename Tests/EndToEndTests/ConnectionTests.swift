import TestSupport
import Testing

@Suite("A connection", .timeLimit(.minutes(3)))
struct ConnectionTests {
    @Test("goes on after errors")
    func afterErrors() async throws {
        try await withServer { server in
            let connection = try await HTTPConnection.connect(port: server.port)
            let bad: [([UInt8], Int)] = [
                (request("POST", "/analyze", "not JSON"), 400), (request("GET", "/nowhere"), 404),
                (request("DELETE", "/analyze"), 405), (request("POST", "/analyze", "{}"), 422),
                (request("POST", "/analyze", #"{"text": "A"}"#, type: "text/html"), 415),
                (request("POST", "/nowhere", String(repeating: "x", count: 100_000)), 404),
                (request("GET", "/status/x"), 404),
            ]
            for (request, status) in bad {
                try await connection.send(request)
                #expect(try await connection.readReply().status == status)
                try await connection.send(self.request("POST", "/analyze", #"{"text": "After a \#(status)."}"#))
                let reply = try await connection.readReply()
                #expect(reply.status == 202 || reply.status == 200)
            }
            await connection.close()
        }
    }

    @Test("answers pipelined requests in their order, good and bad, each once")
    func pipelining() async throws {
        try await withServer { server in
            let connection = try await HTTPConnection.connect(port: server.port)
            let id = try await server.accepted("First.")
            let requests = [
                request("GET", "/status/\(id)?wait=30"), request("GET", "/health"), request("POST", "/analyze", "{"),
                request("POST", "/analyze", #"{"text": "Second.", "ref": "second"}"#), request("GET", "/nowhere"),
                request("GET", "/ready"),
            ]
            try await connection.send(Array(requests.joined()))
            #expect(try await connection.readReply().text.contains(id))
            #expect(try await connection.readReply().text == #"{"status":"ok"}"#)
            #expect(try await connection.readReply().status == 400)
            let second = try await connection.readReply()
            #expect(second.status == 202 && second.text.contains(#""ref":"second""#))
            #expect(try await connection.readReply().status == 404)
            #expect(try await connection.readReply().text == #"{"status":"ready"}"#)
            await connection.close()
        }
    }

    @Test("is closed after a body that was not read, and the client can read why", arguments: [true, false])
    func unreadBody(_ isChunked: Bool) async throws {
        try await withServer { server in
            let connection = try await HTTPConnection.connect(port: server.port)
            let length = isChunked ? "Transfer-Encoding: chunked" : "Content-Length: 8388608"
            let body = isChunked ? "800000\r\n" : ""
            try await connection.send(
                "POST /analyze HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n\(length)\r\n\r\n\(body)")
            async let sent: Void = connection.send([UInt8](repeating: UInt8(ascii: "x"), count: 8 << 20))
            let reply = try await connection.readReply()
            #expect(reply.status == 413 && reply.headers["connection"] == "close")
            #expect(try await connection.readUntilClose().isEmpty)
            await connection.close()
            // Whether all of it still got through is of no interest.
            try? await sent
        }
    }

    @Test("is told to go on with a body that it asked about, and not when the body will not do")
    func expectContinue() async throws {
        try await withServer { server in
            let connection = try await HTTPConnection.connect(port: server.port)
            try await connection.send(
                """
                POST /analyze HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nExpect: 100-continue\r
                Content-Length: 7\r\n\r\n
                """)
            #expect(try await connection.readReply(skippingInformational: false).status == 100)
            try await connection.send("A text.")
            #expect(try await connection.readReply().status == 202)
            await connection.close()
        }
    }

    @Test("goes on behind an offer of another protocol, and ends behind a tunnel")
    func upgrades() async throws {
        try await withServer { server in
            let connection = try await HTTPConnection.connect(port: server.port)
            let offer = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"
            for number in 0..<3 {
                try await connection.send(
                    request("POST", "/analyze", #"{"text": "Text \#(number)."}"#, more: offer)
                        + request("GET", "/health"))
                #expect(try await connection.readReply().status == 202)
                #expect(try await connection.readReply().status == 200)
            }
            try await connection.send("CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n")
            try await connection.send(request("POST", "/analyze", #"{"text": "In the tunnel."}"#))
            let reply = try await connection.readReply()
            #expect(reply.headers["connection"] == "close" && reply.headers["allow"] != nil)
            #expect(try reply.problem("method-not-allowed").status == 405)
            #expect(try await connection.readUntilClose().isEmpty)
            #expect(try await server.figures().totals.accepted == 3)
            await connection.close()
        }
    }

    @Test("whose target is a whole URL is one with that host")
    func absoluteTarget() async throws {
        try await withServer { server in
            let connection = try await HTTPConnection.connect(port: server.port)
            for (target, host, status) in [
                ("http://localhost/health", "localhost", 200),
                ("http://127.0.0.1:\(server.port)/health", "example.com", 200),
                ("HTTP://[::1]/ready?x", "localhost", 200), ("http://example.com/health", "localhost", 421),
                ("http://localhost", "localhost", 404),
            ] {
                try await connection.send("GET \(target) HTTP/1.1\r\nHost: \(host)\r\n\r\n")
                #expect(try await connection.readReply().status == status, "\(target)")
            }
            await connection.close()
        }
    }

    @Test(
        "with a body that is no HTTP, or ends too early, is told so and closed",
        arguments: ["Transfer-Encoding: chunked\r\n\r\nzz\r\n", "Content-Length: 50\r\n\r\nHalf a text"])
    func brokenBody(_ rest: String) async throws {
        try await withServer { server in
            let connection = try await HTTPConnection.connect(port: server.port)
            try await connection.send(
                "POST /analyze HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n" + rest)
            try await connection.closeOutput()
            let reply = try await connection.readReply()
            #expect(reply.status == 400 && reply.headers["connection"] == "close")
            _ = try reply.problem("invalid-request")
            #expect(try await connection.readUntilClose().isEmpty)
            #expect(try await server.figures().totals.accepted == 0)
            await connection.close()
        }
    }

    @Test("that breaks in the middle of a submission leaves nothing")
    func brokenOff() async throws {
        try await withServer { server in
            let connections = try await atOnce(50) { number in
                let connection = try await HTTPConnection.connect(port: server.port)
                try await connection.send(
                    """
                    POST /analyze HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r
                    Content-Length: 100\r\n\r\nHalf of text \(number)
                    """)
                return connection
            }
            for connection in connections { await connection.close() }
            #expect(try await server.final(server.accepted("A whole text.")).status == "done")
            let figures = try await server.figures()
            #expect(figures.totals.accepted == 1 && figures.queue.depth == 0)
        }
    }

    @Test("that goes away after the submission does not take it along")
    func jobsOutliveConnections() async throws {
        try await withTemporaryDirectory { directory in
            let gate = TestSignal("the provider goes on")
            let provider = ScriptedProvider(.held(by: gate))
            try await TestServer.with(directory: directory, provider: provider) { server in
                let connection = try await HTTPConnection.connect(port: server.port)
                try await connection.send(
                    request("POST", "/analyze", #"{"text": "A text."}"#, more: "Prefer: wait=60\r\n"))
                try await provider.until("it is at the provider") { $0.running == 1 }
                await connection.close()
                gate.fire()
                try await server.figures("it is done") { $0.totals.completed == 1 }
                let reply = try await server.submit("A text.")
                #expect(reply.status == 200 && reply.text.contains(summary(of: "A text.")))
            }
        }
    }

    private func request(
        _ method: String, _ path: String, _ body: String? = nil, type: String = "application/json", more: String = ""
    ) -> [UInt8] {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n" + more
        if let body { head += "Content-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n" }
        return Array((head + "\r\n" + (body ?? "")).utf8)
    }

    private func withServer(_ body: @escaping @Sendable (TestServer) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            try await TestServer.with(directory: directory, provider: ScriptedProvider()) { try await body($0) }
        }
    }
}
