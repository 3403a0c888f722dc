import Server
import TestSupport
import Testing

/// The end of a server that works: what its clients see, and what is left for the next one.
@Suite("While the server drains", .timeLimit(.minutes(3)))
struct DrainingTests {
    @Test("submissions get 503, polls and waiters are answered, and nothing is lost")
    func draining() async throws {
        try await withTemporaryDirectory { directory in
            let ids = try await drain(directory: directory)
            try await TestServer.with(directory: directory, provider: ScriptedProvider()) { server in
                for (number, id) in ids.enumerated() {
                    let record = try await server.final(id)
                    #expect(record.status == "done" && record.result?.summary == summary(of: "Text \(number)."))
                }
                #expect(try await server.figures().totals.accepted == 0, "they were accepted once")
            }
        }
    }

    /// Returns the ids of all that was accepted; one pack of it is at the provider until the end.
    private func drain(directory: String) async throws -> [String] {
        let gate = TestSignal("the provider goes on")
        let provider = ScriptedProvider(.held(by: gate))
        return try await TestServer.with(directory: directory, provider: provider) { server in
            let open = try await HTTPConnection.connect(port: server.port)
            try await open.send("GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try await open.readReply().status == 200)
            let first = try await server.accepted("Text 0.")
            try await provider.until("the first is at the provider") { $0.running > 0 }
            let ids = try await [first] + atOnce(39) { try await server.accepted("Text \($0 + 1).") }
            let waiters = try await wait(for: ids[0], at: server)
            try await server.figures("those who submit and wait are accepted") { $0.totals.accepted == 45 }
            server.server.stop()

            // Nothing has changed for them, and nothing will before the gate opens: they are sent home.
            for (number, waiter) in waiters.enumerated() {
                let reply = try await waiter.readReply()
                #expect(reply.status == (number.isMultiple(of: 2) ? 200 : 202))
                #expect(reply.text.contains(#""status":"processing""#))
                await waiter.close()
            }
            try await expectDraining(server)
            try await open.send("GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try await open.readReply().problem("draining").status == 503)
            let late = try await server.client.get("/status/\(ids[39])?wait=60")
            #expect(
                late.status == 200 && late.text.contains(#""status":"queued""#), "who waits now is answered at once")
            gate.fire()
            await open.close()
            return ids
        }
    }

    /// Requests that have been read by the server and are not answered before something happens.
    private func wait(for id: String, at server: TestServer) async throws -> [HTTPConnection] {
        let body = #"{"text": "Text 0."}"#
        let requests = [
            "GET /status/\(id)?wait=60 HTTP/1.1\r\nHost: localhost\r\n\r\n",
            """
            POST /analyze HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r
            Prefer: wait=60\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)
            """,
        ]
        return try await atOnce(10) { number in
            let connection = try await HTTPConnection.connect(port: server.port)
            try await connection.send(requests[number % 2])
            return connection
        }
    }

    private func expectDraining(_ server: TestServer) async throws {
        for reply in try await atOnce(20, { try await server.submit("Late \($0).") }) {
            #expect(reply.status == 503 && (reply.retryAfter ?? 0) >= 1)
            #expect(try reply.problem("draining").retryAfterMs ?? 0 > 0)
        }
        let ready = try await server.client.get("/ready")
        #expect(ready.status == 503 && (ready.retryAfter ?? 0) >= 1)
        #expect(try await server.client.get("/health").status == 200)
        let figures = try await server.figures()
        #expect(figures.status == "draining" && figures.totals.completed == 0)
    }

    @Test("a call that outlasts the time is handed back, and done by the next server")
    func cutShort() async throws {
        try await withTemporaryDirectory { directory in
            let never = TestSignal("never")
            let hanging = ScriptedProvider(.held(by: never))
            let settings = ["SHUTDOWN_TIMEOUT": "1s"]
            let ids = try await withTimeLimit("the server ends though its provider hangs") {
                try await TestServer.with(directory: directory, provider: hanging, settings: settings) { server in
                    let ids = try await atOnce(20) { try await server.accepted("Text \($0).") }
                    try await hanging.until("a call runs") { $0.running > 0 }
                    return ids
                }
            }
            try await TestServer.with(directory: directory, provider: ScriptedProvider()) { server in
                for (number, id) in ids.enumerated() {
                    let record = try await server.final(id)
                    #expect(record.result?.summary == summary(of: "Text \(number)."))
                    #expect(record.attempts == 0, "a shutdown burns no attempt")
                }
            }
        }
    }

    @Test("an idle server with open connections ends at once")
    func idleConnections() async throws {
        try await withTemporaryDirectory { directory in
            let (provider, settings) = (ScriptedProvider(), ["SHUTDOWN_TIMEOUT": "1h"])
            let connections = try await withTimeLimit("the server ends long before its limit") {
                try await TestServer.with(directory: directory, provider: provider, settings: settings) { server in
                    try await atOnce(50) { number in
                        let connection = try await HTTPConnection.connect(port: server.port)
                        guard number < 40 else { return connection }
                        try await connection.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        #expect(try await connection.readReply().status == 200)
                        return connection
                    }
                }
            }
            for connection in connections {
                #expect(try await connection.readUntilClose().isEmpty)
                await connection.close()
            }
        }
    }
}
