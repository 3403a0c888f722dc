import Analysis
import Jobs
import TestSupport
import Testing

/// What looks suspicious and is right.
@Suite("Unusual input that is right", .timeLimit(.minutes(3)))
struct UnusualInputTests {
    @Test(
        "is accepted, and its analysis is about what was sent",
        arguments: [
            ("4-byte characters", #"{"text": "On 😀 and 𝔘𝔫𝔦."}"#, "On 😀 and 𝔘𝔫𝔦."),
            ("4-byte characters as pairs of escapes", #"{"text": "On \ud83d\ude00."}"#, "On 😀."),
            ("the last character of Unicode", #"{"text": "On \udbff\udfff."}"#, "On \u{10FFFF}."),
            ("an escaped NUL in a text", #"{"text": "On\u0000 nothing."}"#, "On nothing."),
            ("escaped line ends", #"{"text": "One.\r\nTwo."}"#, "One.\nTwo."),
            ("unknown fields", #"{"text": "A text.", "x": [{"y": null}, 1e9, true]}"#, "A text."),
            ("fields that are null", #"{"text": "A text.", "title": null, "options": null, "ref": null}"#, "A text."),
            ("a key written with escapes", #"{"\u0074ext": "A text."}"#, "A text."),
            ("white space around", " \n{\t\"text\" :\r\n\"A text.\" } \n", "A text."),
            ("an abstract alone", #"{"abstract": "Shorter."}"#, "Shorter."),
            ("a title alone", #"{"title": "Shortest."}"#, "Shortest."),
        ])
    func unusualJSON(_ name: String, _ body: String, _ text: String) async throws {
        try await withServer { server, _ in
            let reply = try await server.client.post("/analyze", body, headers: ["Prefer": "wait=30"])
            #expect(reply.status == 200, "\(reply.text)")
            #expect(try reply.document(StatusReply.self).result?.summary == summary(of: text))
        }
    }

    @Test("as plain text takes the other fields from the query")
    func fieldsInTheQuery() async throws {
        try await withServer { server, provider in
            let query = "?priority=high&length=short&ref=r%20%C3%A9&title=On%20tests&focus=a%2Bb&language=de"
            let reply = try await server.client.request(
                "POST", "/analyze" + query,
                headers: ["Content-Type": "Text/Plain; Charset=UTF-8", "Prefer": "wait=30"], body: Array("Été.".utf8))
            #expect(reply.status == 200, "\(reply.text)")
            let record = try reply.document(StatusReply.self)
            #expect(record.ref == "r é" && record.priority == "high")
            let item = try #require(provider.record.calls.first?.first)
            #expect(item.document.title == "On tests" && item.document.text == "Été.")
            #expect(item.options.length == .short && item.options.focus == "a+b" && item.options.language == "de")
        }
    }

    @Test("may be as large as the limit, with every character escaped, and with a ref of 128 bytes")
    func atTheLimit() async throws {
        try await withServer { server, provider in
            let ref = String(repeating: "r", count: 128)
            let text = String(repeating: #"\u00e9"#, count: 1 << 19)
            let reply = try await server.client.post(
                "/analyze", #"{"ref": "\#(ref)", "text": "\#(text)"}"#, headers: ["Prefer": "wait=30"])
            #expect(reply.status == 200, "\(reply.text)")
            #expect(try reply.document(StatusReply.self).ref == ref)
            #expect(provider.record.calls.first?.first?.document.byteCount == 1 << 20)
        }
    }

    @Test("in chunks is read to its end")
    func chunked() async throws {
        try await withServer { server, _ in
            let connection = try await HTTPConnection.connect(port: server.port)
            try await connection.send(
                """
                POST /analyze HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nPrefer: wait=30\r
                Transfer-Encoding: chunked\r\n\r\n3\r\nA t\r\n4;x=y\r\next.\r\n0\r\nTrailer: 1\r\n\r\n
                """)
            let reply = try await connection.readReply()
            #expect(try reply.document(StatusReply.self).result?.summary == summary(of: "A text."))
            await connection.close()
        }
    }

    @Test(
        "from our own origin and host is accepted",
        arguments: [
            ["Host": "LOCALHOST:80"], ["Host": "[::1]:80"], ["Host": "127.0.0.1"], ["Host": "papers.example:80"],
            ["Host": "localhost:8000", "Origin": "http://localhost:8000", "Sec-Fetch-Site": "same-origin"],
            ["Sec-Fetch-Site": "none"], ["Sec-Fetch-Site": "same-site"], ["Content-Encoding": "identity"],
            ["Content-Encoding": ""], ["Content-Encoding": " Identity , identity"], ["Expect": "teapot"],
            ["Content-Type": "application/json; charset=utf8"], ["Accept": "image/png"],
            ["Content-Type": "Application/Json ; x=\"charset=latin1\"; Charset=\"UTF-8\""],
        ])
    func ownOrigin(_ headers: [String: String]) async throws {
        try await withServer { server, _ in
            let reply = try await server.submit("A text.", headers: headers)
            #expect(reply.status == 202)
        }
    }

    @Test("as a foreign Origin may read, for reading changes nothing")
    func foreignOriginReads() async throws {
        try await withServer { server, _ in
            let headers = ["Origin": "http://example.com", "Sec-Fetch-Site": "cross-site"]
            let reply = try await server.client.get("/status", headers: headers)
            #expect(reply.status == 200)
        }
    }

    private func withServer(_ body: @escaping @Sendable (TestServer, ScriptedProvider) async throws -> Void)
        async throws
    {
        try await withTemporaryDirectory { directory in
            let provider = ScriptedProvider()
            // Every text arrives whole.
            let settings = ["ALLOWED_HOSTS": "papers.example", "PART_MAX_TOKENS": "10000000"]
            try await TestServer.with(directory: directory, provider: provider, settings: settings) {
                try await body($0, provider)
            }
        }
    }
}
