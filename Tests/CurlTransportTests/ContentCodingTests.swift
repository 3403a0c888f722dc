import CurlTransport
import Foundation
import TestSupport
import Testing

@Suite("Content codings of answers") struct ContentCodingTests {
    private static let text = #"{"a": "compressed though nobody asked for it"}"#
    /// The text above as Python's `gzip` and `zlib`, `brotli` and `zstd` write it.
    private static let coded = [
        "gzip": "H4sIAAAAAAACA6tWSlSyUlBKzs8tKEotLk5NUSjJyC9Nz1DIy0/KT6lUSCzOBoql5RcpZJYo1QIAp6hL1S4AAAA=",
        "x-gzip": "H4sIAAAAAAACA6tWSlSyUlBKzs8tKEotLk5NUSjJyC9Nz1DIy0/KT6lUSCzOBoql5RcpZJYo1QIAp6hL1S4AAAA=",
        "deflate": "eJyrVkpUslJQSs7PLShKLS5OTVEoycgvTc9QyMtPyk+pVEgszgaKpeUXKWSWKNUCAHdAEFc=",
        "br": "ixaAeyJhIjogImNvbXByZXNzZWQgdGhvdWdoIG5vYm9keSBhc2tlZCBmb3IgaXQifQM=",
        "zstd": "KLUv/QRocQEAeyJhIjogImNvbXByZXNzZWQgdGhvdWdoIG5vYm9keSBhc2tlZCBmb3IgaXQiffH2OLI=",
    ]
    /// A letter and 24 KiB of blanks.
    private static let bombs = [
        "gzip": "H4sIAAAAAAACA+3BIQEAAAACoCvOdL4jrEADAAAAAAAAAAAAAAAAAAAAAAAAAAAAAADcBscOgcgBYAAA",
        "br": "GwBg+KVA8OKyQCD3CiA=",
        "zstd": "KLUv/QRoTQAAEHggAQD83w6wB/w3Sw==",
    ]

    @Test("nobody asks for one, and the usual ones are undone", arguments: coded.keys.sorted())
    func undone(coding: String) async throws {
        let body = try #require(Data(base64Encoded: Self.coded[coding] ?? ""))
        let asked = Watched<[String?]>([])
        try await CurlTransport.converse { peer in
            while let request = peer.nextRequest() {
                asked.change { $0.append(request.header("accept-encoding")) }
                peer.reply(Array(body), coding: coding)
            }
        } body: { transport, server in
            let response = try await transport.get(server.url)
            #expect(response.text == Self.text)
            #expect(asked.value == [nil])
        }
    }

    @Test(
        "a name that is no compression leaves the body as it is",
        arguments: ["utf-8", "UTF-8", "aws-chunked", "none", "identity", "", "binary", "text"])
    func names(coding: String) async throws {
        try await CurlTransport.converse {
            $0.answer(Array(Self.text.utf8), coding: coding)
        } body: {
            transport, server in
            let response = try await transport.get(server.url)
            #expect(response.text == Self.text)
        }
    }

    @Test(
        "what cannot be undone is said to be so, and the next answer is read",
        arguments: [
            ("compress", "\u{1F}\u{9D}abc"), ("br", "no brotli"), ("gzip", text), ("zstd", text),
            ("gzip, utf-8", "\u{1F}\u{8B}"),
        ])
    func unreadable(coding: String, body: String) async throws {
        let bytes = body.unicodeScalars.map { UInt8($0.value) }
        let count = Watched(0)
        try await CurlTransport.converse { peer in
            while peer.nextRequest() != nil {
                count.change { $0 += 1 }
                if count.value > 1 { peer.reply(Self.text) } else { peer.reply(bytes, coding: coding) }
            }
        } body: { transport, server in
            let error = await #expect(throws: TransportError.self) { try await transport.get(server.url) }
            #expect(error == .undecodable(coding))
            #expect(error.map { "\($0)" } == "the answer is compressed with \(coding), which cannot be read")
            let response = try await transport.get(server.url)
            #expect(response.text == Self.text)
        }
    }

    @Test("the status of an error counts though its body cannot be read", arguments: [401, 429, 500])
    func errors(status: Int) async throws {
        try await CurlTransport.converse {
            $0.answer([1, 2, 3], coding: "gzip", status: status)
        } body: {
            transport, server in
            let response = try await transport.get(server.url)
            #expect(response.status == status && response.body.isEmpty)
        }
    }

    @Test("the bound on the size of an answer holds for what comes out", arguments: bombs.keys.sorted())
    func bomb(coding: String) async throws {
        let body = try #require(Data(base64Encoded: Self.bombs[coding] ?? ""))
        #expect(body.count < 200)
        let configuration = CurlTransport.Configuration(responseLimit: 4096)
        try await CurlTransport.converse(configuration) {
            $0.answer(Array(body), coding: coding)
        } body: {
            transport, server in
            await #expect(throws: TransportError.tooLarge) { try await transport.get(server.url) }
        }
    }

    @Test("half of a compressed answer is broken off where the connection ends too soon")
    func cut() async throws {
        let body = try #require(Data(base64Encoded: Self.coded["gzip"] ?? ""))
        let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(body.count)\r\n\r\n"
        try await CurlTransport.converse { peer in
            _ = peer.nextRequest()
            peer.write(Array(head.utf8) + body.prefix(20))
        } body: { transport, server in
            await #expect(throws: TransportError.brokenOff) { try await transport.get(server.url) }
        }
    }
}

extension Peer {
    fileprivate func answer(_ body: [UInt8], coding: String, status: Int = 200) {
        while nextRequest() != nil { reply(body, coding: coding, status: status) }
    }

    fileprivate func reply(_ body: [UInt8], coding: String, status: Int = 200) {
        let head = "HTTP/1.1 \(status) Text\r\nContent-Encoding: \(coding)\r\nContent-Length: \(body.count)\r\n\r\n"
        write(Array(head.utf8) + body)
    }
}
