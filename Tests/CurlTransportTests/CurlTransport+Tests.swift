import CurlTransport
import TestSupport

extension CurlTransport {
    /// Gives the body a transport, and closes it afterwards.
    static func run(
        _ configuration: Configuration = Configuration(), body: @Sendable (CurlTransport) async throws -> Void
    ) async throws {
        let transport = try CurlTransport(configuration: configuration)
        let result: Result<Void, any Error>
        do { result = .success(try await body(transport)) } catch { result = .failure(error) }
        await transport.close()
        try result.get()
    }

    /// Gives the body a transport and a server.
    static func converse(
        _ configuration: Configuration = Configuration(), with script: @escaping ScriptedServer.Script,
        body: @Sendable (CurlTransport, ScriptedServer) async throws -> Void
    ) async throws {
        try await ScriptedServer.run(script) { server in
            try await run(configuration) { try await body($0, server) }
        }
    }

    func get(_ url: String, timeout: Duration = .seconds(30)) async throws -> TransportResponse {
        try await send(TransportRequest(.get, url, timeout: timeout))
    }

    func post(_ url: String, _ body: String) async throws -> TransportResponse {
        try await send(TransportRequest(.post, url, body: Array(body.utf8), timeout: .seconds(30)))
    }
}

extension TransportResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// Answers every request of a connection with its own body.
@Sendable func echo(_ peer: Peer) {
    while let request = peer.nextRequest() { peer.reply(request.text) }
}

/// Reads one request and answers with these bytes, then closes.
func once(_ answer: String) -> ScriptedServer.Script {
    { peer in
        _ = peer.nextRequest()
        peer.write(answer)
    }
}
