import Jobs
import TestSupport
import Testing

@Suite("Waiting", .timeLimit(.minutes(3)))
struct WaitingTests {
    @Test("with ?wait ends when the request is final")
    func untilFinal() async throws {
        try await withHeldServer { server, gate in
            let id = try await server.accepted("A text.")
            async let waiter = server.client.get("/status/\(id)?wait=60")
            gate.fire()
            let record = try await waiter.document(StatusReply.self)
            #expect(record.status == "done" && record.result?.summary == summary(of: "A text."))
            let again = try await server.client.get("/status/\(id)?wait=60")
            #expect(again.text.contains(#""status":"done""#), "a final request keeps nobody waiting")
            #expect(again.headers["retry-after"] == nil)
        }
    }

    @Test("ends when the time is up, which is MAX_WAIT at most")
    func timeIsUp() async throws {
        try await withHeldServer(maxWait: "1s") { server, gate in
            let id = try await server.accepted("A text.")
            try await server.figures("it is at the provider") { $0.queue.running == 1 }
            for seconds in ["1", "3600", "9223372036854775807"] {
                let reply = try await server.client.get("/status/\(id)?wait=\(seconds)")
                #expect(reply.status == 200 && (1...30).contains(reply.retryAfter ?? 0))
                #expect(try reply.document(StatusReply.self).status == "processing")
            }
            let submitted = try await server.submit("A text.", headers: ["Prefer": "wait=3600"])
            #expect(submitted.status == 202 && (1...30).contains(submitted.retryAfter ?? 0))
            #expect(submitted.headers["location"] == "/status/\(try submitted.document(Receipt.self).requestId)")
            gate.fire()
        }
    }

    @Test("with If-None-Match ends as soon as the version differs")
    func untilNews() async throws {
        try await withHeldServer { server, gate in
            let first = try await server.accepted("First.")
            try await server.figures("the first is at the provider") { $0.queue.running == 1 }
            let second = try await server.accepted("Second.")
            let queued = try await server.client.get("/status/\(second)")
            let tag = try #require(queued.headers["etag"])
            #expect(tag.hasPrefix("W/\"") && queued.text.contains(#""position":1"#))

            let same = try await server.client.get("/status/\(second)?wait=1", headers: ["If-None-Match": tag])
            #expect(same.status == 304 && same.body.isEmpty && same.headers["etag"] == tag)
            #expect(same.retryAfter != nil)

            async let waiter = server.client.get("/status/\(second)?wait=60", headers: ["If-None-Match": tag])
            gate.fire()
            let news = try await waiter
            #expect(news.status == 200 && news.headers["etag"] != tag)
            #expect(try await server.final(first).status == "done")

            let final = try await server.client.get("/status/\(second)?wait=60")
            let finalTag = try #require(final.headers["etag"])
            #expect(finalTag != tag)
            for known in [finalTag, "\"x\", \(finalTag)", "*", String(finalTag.dropFirst(2))] {
                let reply = try await server.client.get("/status/\(second)?wait=60", headers: ["If-None-Match": known])
                #expect(reply.status == 304 && reply.body.isEmpty, "\(known)")
            }
            let other = try await server.client.get("/status/\(second)", headers: ["If-None-Match": tag])
            #expect(other.status == 200)
        }
    }

    @Test(
        "by Prefer answers with the result",
        arguments: ["wait=30", "respond-async, wait=30", "wait=30; foo=bar", "Wait=30", #"wait="30""#])
    func preferred(_ preference: String) async throws {
        try await withHeldServer { server, gate in
            async let reply = server.submit("A text.", headers: ["Prefer": preference])
            try await server.figures("it is at the provider") { $0.queue.running == 1 }
            gate.fire()
            #expect(try await reply.status == 200)
            #expect(try await reply.headers["cache-status"] == "precis; fwd=miss")
            let record = try await reply.document(StatusReply.self)
            #expect(record.status == "done" && record.cached == nil)
            #expect(record.result?.summary == summary(of: "A text."))
        }
    }

    @Test(
        "is answered at once without it", arguments: [nil, "respond-async", "wait=0", "wait=-1", "wait=soon", "wait"])
    func notPreferred(_ preference: String?) async throws {
        try await withHeldServer { server, gate in
            let reply = try await server.submit("A text.", headers: preference.map { ["Prefer": $0] } ?? [:])
            #expect(reply.status == 202)
            gate.fire()
        }
    }

    @Test("leaves nothing behind when the client leaves")
    func clientsLeave() async throws {
        try await withTemporaryDirectory { directory in
            // A process of its own, so that its open files are its own. Nothing is analysed: the summariser has a long
            // text.
            let process = try await ListeningProcess.server(
                directory: directory, settings: ["WORKERS": "1", "MAX_WAIT": "1h"])
            let client = HTTPClient(port: process.port)
            let long = (0..<9000).map { "In run \($0) the response of the subject differed from its control." }
            _ = try await client.post("/analyze", #"{"text": "\#(long.joined(separator: " "))"}"#)
            let queued = try await client.post("/analyze", #"{"text": "Behind it."}"#).document(Receipt.self)
            let before = try await client.get("/status").document(ServerFigures.self).process.openFiles
            let waiters = try await atOnce(100) { number in
                let connection = try await HTTPConnection.connect(port: process.port)
                try await connection.send("GET \(queued.statusUrl)?wait=3600 HTTP/1.1\r\nHost: localhost\r\n\r\n")
                return connection
            }
            let files = { @Sendable in try await client.get("/status").document(ServerFigures.self).process.openFiles }
            try await withTimeLimit("they wait") { while try await files() < before + 100 {} }
            for waiter in waiters { await waiter.close() }
            try await withTimeLimit("they are gone") { while try await files() > before + 10 {} }
            await client.close()
            try await process.crash()
        }
    }

    /// One worker that takes one text at a time, and does not end with the first before the gate opens.
    private func withHeldServer(
        maxWait: String = "1h", _ body: @escaping @Sendable (TestServer, TestSignal) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let gate = TestSignal("the provider goes on")
            let provider = ScriptedProvider(.held(by: gate), packSize: 1)
            let settings = ["WORKERS": "1", "MAX_WAIT": maxWait]
            try await TestServer.with(directory: directory, provider: provider, settings: settings) { server in
                defer { gate.fire() }
                try await body(server, gate)
            }
        }
    }
}
