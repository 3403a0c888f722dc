import HTTPTypes
import Hummingbird
import NIOCore
import NIOEmbedded
import NIOHTTP1
import TestSupport
import Testing

@testable import HTTPAPI

/// Offers of another protocol, which this server never takes.
@Suite(.timeLimit(.minutes(1)))
struct UpgradeTests {
    private typealias Context = ConnectionServer.Context

    private static let h2c = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"
    private static let webSocket =
        "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhl\r\nSec-WebSocket-Version: 13\r\n"

    /// `GET /` answers "hello", `POST /echo` the body.
    private func router() -> Router<Context> {
        let router = Router(context: Context.self)
        router.get("/") { _, _ in "hello" }
        router.post("/echo") { request, _ in String(buffer: try await request.body.collect(upTo: 100_000)) }
        return router
    }

    private static let offers = [
        h2c, webSocket, "Connection: upgrade\r\nUpgrade: TLS/1.2\r\n", "connection: UPGRADE\r\nupgrade: x\r\n",
        "Upgrade: h2c\r\nConnection: \t Upgrade  ,close-not\r\n",
        "Upgrade: h2c\r\nConnection: x\r\nConnection: Upgrade\r\n",
        "Connection: Upgrade\r\nUpgrade: h2c, websocket\r\nUpgrade: x\r\n", "Connection: upgrade\r\n",
        "Upgrade: h2c\r\n",
    ]

    @Test("a request that offers an upgrade is answered, and so are those after it", arguments: offers)
    func offer(fields: String) async throws {
        try await ConnectionServer.run(router: router()) { port in
            let connection = try await HTTPConnection.connect(port: port)
            let body = String(repeating: "x", count: 70_000)
            for _ in 0..<3 {
                try await connection.send("GET / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
                #expect(try await connection.readReply().text == "hello")
                try await connection.send(
                    "POST /echo HTTP/1.1\r\nHost: a\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
                #expect(try await connection.readReply().text == body)
                try await connection.send(
                    "POST /echo HTTP/1.1\r\nHost: a\r\n\(fields)Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
                )
                #expect(try await connection.readReply().text == "abc")
                try await connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await connection.readReply().text == "hello")
            }
            await connection.close()
        }
    }

    @Test("requests that are sent behind an offer without waiting are answered in order", arguments: offers)
    func pipelined(fields: String) async throws {
        try await ConnectionServer.run(router: router()) { port in
            let connection = try await HTTPConnection.connect(port: port)
            let requests = (0..<20).map { number in
                let body = String(repeating: "\(number) ", count: number)
                let offer = number.isMultiple(of: 3) ? fields : ""
                return "POST /echo HTTP/1.1\r\nHost: a\r\n\(offer)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
            }
            let bytes = Array(requests.joined().utf8)
            // Cut in the middle of a head, so that the new decoder begins with a part of one.
            try await connection.send(Array(bytes[..<(bytes.count / 2)]))
            try await connection.send(Array(bytes[(bytes.count / 2)...]))
            for number in 0..<20 {
                #expect(try await connection.readReply().text == String(repeating: "\(number) ", count: number))
            }
            await connection.close()
        }
    }

    @Test(
        "an offer that our parser and RFC 9110 read differently is answered, and is the last",
        arguments: ["Connection: upgrade\t\r\n", "Connection: upgrade now\r\n", "Connection: x, upgrades\r\n"])
    func ambiguous(field: String) async throws {
        try await ConnectionServer.run(router: router()) { port in
            let connection = try await HTTPConnection.connect(port: port)
            try await connection.send("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\n\(field)\r\n")
            #expect(try await connection.readReply().text == "hello")
            #expect(try await connection.readUntilClose().isEmpty)
            await connection.close()
        }
    }

    @Test("an offer by HTTP/1.0 is answered and the connection closed; kept alive, it goes on")
    func oldVersion() async throws {
        try await ConnectionServer.run(router: router()) { port in
            let connection = try await HTTPConnection.connect(port: port)
            try await connection.send(
                "GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n")
            #expect(try await connection.readReply().text == "hello")
            try await connection.send("GET / HTTP/1.0\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n")
            #expect(try await connection.readReply().text == "hello")
            #expect(try await connection.readUntilClose().isEmpty)
            await connection.close()
        }
    }

    // MARK: The parser's view

    private static let fields = [
        ("Connection", "upgrade"), ("Connection", "Upgrade"), ("Connection", "upgrade "),
        ("Connection", "x-close, upgrade"),
        ("Connection", "keep-alive,upgrade,x"), ("Connection", " ,, upgrade ,"), ("Connection", "x upgrade"),
        ("Connection", "upgrade x"), ("Connection", "upgradex"), ("Connection", "xupgrade"), ("Connection", "upgrad"),
        ("Connection", "upgrade;x"), ("Connection", "upgrade\t"), ("Connection", "upgrade\t,x"),
        ("Connection", "\tupgrade"), ("Connection", "upgrade, upgrade\t"), ("Connection", "uupgrade, upgrade"),
        ("Connection", ""), ("Connection", "upgrade=1"), ("Connection", "keep-alive"), ("Proxy-Connection", "upgrade"),
    ]

    @Test("the decoder stops exactly behind those requests that are known to stop it", arguments: fields)
    func sameView(name: String, value: String) throws {
        for upgrade in ["Upgrade: h2c\r\n", "Upgrade:\r\n", "upgrade: a\r\nUPGRADE: b\r\n", ""] {
            for lines in [upgrade + "\(name): \(value)\r\n", "\(name): \(value)\r\n" + upgrade] {
                let heads = try heads(in: "GET /1 HTTP/1.1\r\n\(lines)\r\nGET /2 HTTP/1.1\r\n\r\n")
                switch UpgradeOffer(try #require(heads.first)) {
                case .none: #expect(heads.count == 2, "\(lines)")
                case .offered: #expect(heads.count == 1, "\(lines)")
                case .ambiguous: break
                case .tunnel: Issue.record("it is no CONNECT")
                }
            }
        }
    }

    /// Those that NIO's own decoder finds.
    private func heads(in text: String) throws -> [HTTPRequestHead] {
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(HTTPRequestDecoder()))
        try channel.writeInbound(ByteBuffer(string: text))
        var heads: [HTTPRequestHead] = []
        while let part = try channel.readInbound(as: HTTPServerRequestPart.self) {
            if case .head(let head) = part { heads.append(head) }
        }
        return heads
    }
}
