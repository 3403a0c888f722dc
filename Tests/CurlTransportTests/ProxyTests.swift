import CurlTransport
import Foundation
import TestSupport
import Testing

@Suite("Proxies of the curl transport", .serialized) struct ProxyTests {
    @Test("the environment's proxy is used, but for the hosts that no_proxy names")
    func environment() async throws {
        try await CurlTransport.converse { peer in
            while let request = peer.nextRequest() { peer.reply(request.line) }
        } body: { transport, server in
            try await withEnvironment(["http_proxy": server.url, "no_proxy": "127.0.0.1,localhost"]) {
                let proxied = try await transport.get("http://provider.invalid/v1")
                #expect(proxied.text == "GET http://provider.invalid/v1 HTTP/1.1")
                let direct = try await transport.get(server.url + "/v1")
                #expect(direct.text == "GET /v1 HTTP/1.1")
            }
        }
    }

    @Test("a proxy that cannot be used is an error that tells nothing of its password")
    func badProxy() async throws {
        let proxies = [
            "http://user:word@\(nobody):1", "strange://user:word@127.0.0.1:1", "http://user:word@a b:x",
        ]
        try await CurlTransport.run { transport in
            for proxy in proxies {
                try await withEnvironment(["http_proxy": proxy, "no_proxy": "127.0.0.1,localhost"]) {
                    let error = await #expect(throws: TransportError.self) {
                        try await transport.get("http://provider.invalid/")
                    }
                    guard case .unreachable(let reason) = error else { throw Unexpected(error) }
                    #expect(reason.hasPrefix("provider.invalid: ") && !reason.contains("word"))
                }
            }
        }
    }

    /// Other tests in this process may run meanwhile: nothing that concerns loopback may change.
    private func withEnvironment(_ variables: [String: String], _ body: () async throws -> Void) async throws {
        let before = variables.keys.map { ($0, ProcessInfo.processInfo.environment[$0]) }
        for (name, value) in variables { setenv(name, value, 1) }
        defer { for (name, value) in before { value.map { _ = setenv(name, $0, 1) } ?? { _ = unsetenv(name) }() } }
        try await body()
    }
}
