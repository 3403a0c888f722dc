import CurlTransport
import TestSupport
import Testing

@Suite("Requests and answers of the curl transport") struct ExchangeTests {
    @Test("method, target, headers and body arrive as they are, and nothing that was not asked for")
    func request() async throws {
        let received = Watched<[ReceivedRequest]>([])
        try await CurlTransport.converse(CurlTransport.Configuration(userAgent: "tests/1")) { peer in
            while let request = peer.nextRequest() {
                received.change { $0.append(request) }
                peer.reply()
            }
        } body: { transport, server in
            let headers = [("Authorization", "Bearer secret"), ("X-Empty", ""), ("X-Twice", "a: b"), ("X-Twice", "ü")]
            let body = Array("zürich\0\r\n\r\n".utf8)
            let request = TransportRequest(
                .post, server.url + "/v1/chat?a=1", headers: headers, body: body, timeout: .seconds(30))
            #expect(try await transport.send(request).status == 200)
            let got = try #require(received.value.first)
            #expect(got.line == "POST /v1/chat?a=1 HTTP/1.1")
            #expect(got.header("authorization") == "Bearer secret")
            #expect(got.header("x-empty") == "")
            #expect(got.head.contains("X-Twice: a: b\r\nX-Twice: ü\r\n"))
            #expect(got.header("user-agent") == "tests/1")
            #expect(got.body == body)
            for name in ["expect", "content-type", "accept-encoding", "cookie"] { #expect(got.header(name) == nil) }
        }
    }

    @Test("the given content type is sent")
    func contentType() async throws {
        let types = Watched<[String?]>([])
        try await CurlTransport.converse { peer in
            while let request = peer.nextRequest() {
                types.change { $0.append(request.header("content-type")) }
                peer.reply()
            }
        } body: { transport, server in
            let headers = [("content-type", "application/json")]
            _ = try await transport.send(
                TransportRequest(.post, server.url, headers: headers, body: [0x7B, 0x7D], timeout: .seconds(30)))
            #expect(types.value == ["application/json"])
        }
    }

    @Test("a post without a body says so")
    func emptyPost() async throws {
        let received = Watched<[ReceivedRequest]>([])
        try await CurlTransport.converse { peer in
            while let request = peer.nextRequest() {
                received.change { $0.append(request) }
                peer.reply()
            }
        } body: { transport, server in
            let response = try await transport.post(server.url, "")
            #expect(response.status == 200)
            #expect(received.value.first?.line == "POST / HTTP/1.1")
            #expect(received.value.first?.header("content-length") == "0")
        }
    }

    @Test("status, headers and body come back as the server sent them", arguments: [200, 204, 400, 404, 429, 503, 529])
    func answer(status: Int) async throws {
        let body = status == 204 ? "" : "{\"a\": \"ü\"}\n"
        try await CurlTransport.converse { peer in
            while peer.nextRequest() != nil {
                peer.reply(body, status: status, headers: ["Retry-After:  7 ", "x-Twice: a", "X-twice: b"])
            }
        } body: { transport, server in
            let response = try await transport.get(server.url)
            #expect(response.status == status)
            #expect(response.text == body)
            #expect(response.headers["retry-after"] == "7")
            #expect(response.headers.all("x-twice") == ["a", "b"])
            #expect(response.headers["x-none"] == nil)
        }
    }

    @Test("chunks become one body; neither interim answers nor trailers leave headers behind")
    func chunked() async throws {
        let answer = """
            HTTP/1.1 103 Early\r\nX-Early: 1\r\n\r
            HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r
            5\r\nhello\r\n1;a=b\r\n,\r\n6\r\n world\r\n0\r\nX-Late: 1\r\n\r\n
            """
        try await CurlTransport.converse(with: once(answer)) { transport, server in
            let response = try await transport.get(server.url)
            #expect(response.text == "hello, world")
            #expect(response.headers.fields.map(\.name) == ["transfer-encoding"])
        }
    }

    @Test("a body may end with the connection")
    func untilClose() async throws {
        try await CurlTransport.converse(with: once("HTTP/1.1 200 OK\r\n\r\nall of it")) { transport, server in
            let response = try await transport.get(server.url)
            #expect(response.text == "all of it")
        }
    }

    @Test("white space before the body is dropped, however it comes, and nothing else")
    func leadingBlankLines() async throws {
        try await CurlTransport.converse { peer in
            _ = peer.nextRequest()
            peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for chunk in ["\n", "\r\n", " \t", "\n {", "\n } \n"] {
                peer.write("\(String(chunk.utf8.count, radix: 16))\r\n\(chunk)\r\n")
            }
            peer.write("0\r\n\r\n")
        } body: { transport, server in
            let response = try await transport.get(server.url)
            #expect(response.text == "{\n } \n")
        }
    }

    @Test("large bodies travel whole in both directions, and do not ask before")
    func large() async throws {
        try await CurlTransport.converse { peer in
            while let request = peer.nextRequest(), request.header("expect") == nil { peer.reply(request.text) }
        } body: { transport, server in
            for size in [1 << 10, 70_000, 3 << 20] {
                let text = String(repeating: "0123456789abcdef", count: size / 16)
                let response = try await transport.post(server.url, text)
                #expect(response.text == text)
            }
        }
    }

    @Test("a request tells nobody more than its host")
    func description() {
        let url = "https://user:word@provider.example:1/v1?key=secret"
        let request = TransportRequest(.post, url, headers: [("A", "secret")], body: [1], timeout: .seconds(1))
        #expect("\(request)" == "post provider.example:1")
    }

    @Test("a redirect is an answer like any other: nothing is sent to the other place")
    func redirect() async throws {
        let targets = Watched<[String]>([])
        try await CurlTransport.converse { peer in
            while let request = peer.nextRequest() {
                targets.change { $0.append(request.line) }
                peer.reply(status: 307, headers: ["Location: /elsewhere"])
            }
        } body: { transport, server in
            let response = try await transport.post(server.url + "/here", "secret")
            #expect(response.status == 307)
            #expect(response.headers["location"] == "/elsewhere")
            #expect(targets.value == ["POST /here HTTP/1.1"])
        }
    }
}
