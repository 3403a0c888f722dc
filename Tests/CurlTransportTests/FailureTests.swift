import CurlTransport
import Foundation
import TestSupport
import Testing

@Suite("Failures of the curl transport") struct FailureTests {
    @Test("a closed port is unreachable, and the error names it")
    func refused() async throws {
        let descriptor = try LoopbackSocket.listen(backlog: 1)
        let port = LoopbackSocket.port(of: descriptor)
        close(descriptor)
        try await CurlTransport.run { transport in
            let error = await #expect(throws: TransportError.self) {
                try await transport.get("http://user:word@127.0.0.1:\(port)/path?key=secret")
            }
            guard case .unreachable(let reason) = error else { throw Unexpected(error) }
            #expect(reason == "127.0.0.1:\(port): Couldn't connect to server: Connection refused")
        }
    }

    @Test("a host name that nobody has is unreachable")
    func unknownHost() async throws {
        try await CurlTransport.run { transport in
            let error = await #expect(throws: TransportError.self) {
                try await transport.get("http://\(nobody)/")
            }
            guard case .unreachable(let reason) = error else { throw Unexpected(error) }
            #expect(reason.hasPrefix("\(nobody): "))
        }
    }

    @Test("a server that takes no connection is given up after the connect timeout")
    func connectTimeout() async throws {
        let descriptor = try LoopbackSocket.listen(backlog: 0)
        let port = LoopbackSocket.port(of: descriptor)
        // They fill the queue of the listening socket, from which nobody takes.
        let fillers = (0..<4).map { _ in LoopbackSocket.beginConnecting(port: port) }
        defer { for descriptor in fillers + [descriptor] { close(descriptor) } }
        let configuration = CurlTransport.Configuration(connectTimeout: .milliseconds(100))
        try await CurlTransport.run(configuration) { transport in
            await #expect(throws: TransportError.timedOut(.connecting)) {
                try await withTimeLimit("it is given up") {
                    try await transport.get("http://127.0.0.1:\(port)", timeout: .seconds(600))
                }
            }
        }
    }

    @Test("the connect timeout covers the TLS handshake")
    func handshakeTimeout() async throws {
        let configuration = CurlTransport.Configuration(connectTimeout: .milliseconds(100))
        try await CurlTransport.converse(configuration, with: { $0.waitForEnd() }) { transport, server in
            await #expect(throws: TransportError.timedOut(.connecting)) {
                try await withTimeLimit("it is given up") {
                    try await transport.get("https://127.0.0.1:\(server.port)", timeout: .seconds(600))
                }
            }
        }
    }

    @Test("a server without TLS where TLS is due is unreachable: nothing was sent")
    func noTLS() async throws {
        try await CurlTransport.converse { peer in
            peer.write("HTTP/1.1 400 Bad Request\r\n\r\n")
            peer.waitForEnd()
        } body: { transport, server in
            let error = await #expect(throws: TransportError.self) {
                try await transport.get("https://127.0.0.1:\(server.port)")
            }
            guard case .unreachable = error else { throw Unexpected(error) }
        }
    }

    @Test(
        "the total timeout ends a silent answer, wherever it stopped",
        arguments: [
            "", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
            "HTTP/1.1 200 OK\r\n\r\n\n\n",
        ])
    func totalTimeout(beginning: String) async throws {
        let gone = TestSignal("the client leaves")
        try await CurlTransport.converse { peer in
            _ = peer.nextRequest()
            peer.write(beginning)
            peer.waitForEnd()
            gone.fire()
        } body: { transport, server in
            await #expect(throws: TransportError.timedOut(.answering)) {
                try await withTimeLimit("it is given up") {
                    try await transport.get(server.url, timeout: .milliseconds(100))
                }
            }
            try await gone.wait()
        }
    }

    @Test("a timeout of nothing or less is over at once")
    func noTime() async throws {
        try await CurlTransport.converse(with: { $0.waitForEnd() }) { transport, server in
            for timeout in [Duration.zero, .seconds(-1), .nanoseconds(1)] {
                let error = await #expect(throws: TransportError.self) {
                    try await transport.get(server.url, timeout: timeout)
                }
                guard case .timedOut = error else { throw Unexpected(error) }
            }
        }
    }

    @Test(
        "an answer that is cut off is broken off, wherever it was cut",
        arguments: [
            "", "HTTP/1.1 200 OK\r\nContent-", "HTTP/1.1 200 OK\r\nA: b\r\n", "HTTP/1.1 100 Continue\r\n\r\n",
            "HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\nx", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        ])
    func cut(answer: String) async throws {
        try await CurlTransport.converse(with: once(answer)) { transport, server in
            await #expect(throws: TransportError.brokenOff) { try await transport.post(server.url, "x") }
        }
    }

    @Test("a connection that is reset is broken off")
    func reset() async throws {
        try await CurlTransport.converse { peer in
            _ = peer.nextRequest()
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
            peer.reset()
        } body: { transport, server in
            await #expect(throws: TransportError.brokenOff) { try await transport.get(server.url) }
        }
    }

    @Test("a body may be as large as the limit, and no larger", arguments: [true, false])
    func limit(isAnnounced: Bool) async throws {
        try await CurlTransport.converse(CurlTransport.Configuration(responseLimit: 100_000)) { peer in
            guard let request = peer.nextRequest(), let size = Int(request.text) else { return }
            let head = isAnnounced ? "Content-Length: \(size)\r\n" : ""
            // It closes after each answer: unsaid, the next request might still be sent on that connection.
            peer.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\(head)\r\n" + String(repeating: "x", count: size))
        } body: { transport, server in
            let largest = try await transport.post(server.url, "100000")
            #expect(largest.body.count == 100_000)
            for size in ["100001", "10000000"] {
                await #expect(throws: TransportError.tooLarge) { try await transport.post(server.url, size) }
            }
        }
    }

    @Test(
        "headers without end are too large",
        arguments: [
            ("HTTP/1.1 200 OK\r\n", "x-header: value\r\n"), ("HTTP/1.1 200 OK\r\n", "x"),
            ("", "HTTP/1.1 100 Continue\r\n\r\n"),
        ])
    func endlessHeaders(beginning: String, piece: String) async throws {
        try await CurlTransport.converse { peer in
            _ = peer.nextRequest()
            peer.write(beginning + String(repeating: piece, count: 1_000_000 / piece.utf8.count))
            peer.waitForEnd()
        } body: { transport, server in
            await #expect(throws: TransportError.tooLarge) { try await transport.get(server.url) }
        }
    }

    @Test("what is not HTTP is malformed", arguments: ["SSH-2.0-OpenSSH_9.2\r\n", "{}", "HTTP/9.9 200 OK\r\n\r\n"])
    func notHTTP(answer: String) async throws {
        try await CurlTransport.converse(with: once(answer)) { transport, server in
            await #expect(throws: TransportError.malformed("the answer is not HTTP")) {
                try await transport.get(server.url)
            }
        }
    }

    @Test(
        "a bad URL is malformed, and nothing is guessed",
        arguments: [
            "", "not a url", "localhost:1", "127.0.0.1/v1", "file:///etc/passwd", "ftp://127.0.0.1/", "http://",
            "http:///path", "http://127.0.0.1:99999/", "http://127.0.0.1:x/", "http://a b/", "http://a\r\nb/",
            "http://a\0b/",
            "https:/127.0.0.1/",
        ])
    func badURL(url: String) async throws {
        try await CurlTransport.run { transport in
            let error = await #expect(throws: TransportError.self) { try await transport.get(url) }
            guard case .malformed(let reason) = error else { throw Unexpected(error) }
            #expect(reason.hasPrefix("the URL ") && !reason.contains("\n"))
        }
    }

    @Test(
        "a header that would be another one too is not sent, and not told",
        arguments: [
            ("Authorization", "secret\n"), ("X", "secret\r\nHost: a"), ("X", "secret\0"), ("X y", "secret"),
            ("X:", "secret"), ("", "secret"),
        ])
    func badHeader(name: String, value: String) async throws {
        try await CurlTransport.converse(with: echo) { transport, server in
            let request = TransportRequest(.get, server.url, headers: [(name, value)], timeout: .seconds(30))
            let error = await #expect(throws: TransportError.self) { try await transport.send(request) }
            guard case .malformed(let reason) = error else { throw Unexpected(error) }
            #expect(!reason.contains("secret"))
            #expect(server.accepted.value == 0)
        }
    }

    @Test("after any failure the next request is as good as the first")
    func recovery() async throws {
        try await CurlTransport.converse(CurlTransport.Configuration(responseLimit: 1000, connections: 1)) { peer in
            while let request = peer.nextRequest() {
                switch request.text {
                case "cut": return
                case "large": peer.reply(String(repeating: "x", count: 2000))
                case "garbage": peer.write("garbage\r\n\r\n")
                default: peer.reply(request.text)
                }
            }
        } body: { transport, server in
            for body in ["cut", "large", "garbage", "cut", "garbage", "large"] {
                await #expect(throws: TransportError.self) { try await transport.post(server.url, body) }
                await #expect(throws: TransportError.self) { try await transport.get("http://a b/") }
                let response = try await transport.post(server.url, "well")
                #expect(response.text == "well")
            }
        }
    }
}

/// The name of no host. A label may have 63 bytes: so no name server is asked, which might not answer.
let nobody = String(repeating: "a", count: 64) + ".invalid"

/// Another error than the test is about.
struct Unexpected: Error {
    let error: TransportError?

    init(_ error: TransportError?) {
        self.error = error
    }
}
