import Foundation
import TestSupport
import Testing

@testable import Server

@Suite("An address") struct AddressTests {
    @Test(
        "to listen on may be in brackets, and is printed as it stands in a URL",
        arguments: [
            ("127.0.0.1", "127.0.0.1", "127.0.0.1", true), ("[::1]", "::1", "[::1]", true),
            ("::1", "::1", "[::1]", true),
            ("[fd00::1]", "fd00::1", "[fd00::1]", false), ("::", "::", "[::]", false),
            ("fe80::1%eth0", "fe80::1%eth0", "[fe80::1%25eth0]", false),
            ("0:0:0:0:0:0:0:1", "0:0:0:0:0:0:0:1", "[0:0:0:0:0:0:0:1]", true),
            ("::ffff:127.0.0.1", "::ffff:127.0.0.1", "[::ffff:127.0.0.1]", true),
            ("LocalHost", "LocalHost", "LocalHost", true),
            ("127.example.org", "127.example.org", "127.example.org", false), ("my_host", "my_host", "my_host", false),
            ("0.0.0.0", "0.0.0.0", "0.0.0.0", false), ("127.9.9.9", "127.9.9.9", "127.9.9.9", true),
        ])
    func listening(text: String, name: String, inURL: String, isLoopback: Bool) throws {
        let host = try #require(ListenHost(text))
        #expect((host.name, host.inURL, host.isLoopback) == (name, inURL, isLoopback))
    }

    @Test(
        "to listen on has neither scheme nor port nor blank", .enabled(if: BareEnvironment.isBare),
        arguments: [
            "localhost:8000", "[::1]:8000", "127.0.0.1:80", "http://localhost", "a b", "[localhost]", "[127.0.0.1]",
            "[::1", "::1]", "*", "host/", "::1%", "ho\tst", "\"localhost\"",
        ])
    func noAddress(text: String) async throws {
        #expect(ListenHost(text) == nil)
        let error = #expect(throws: ServerConfiguration.Faults.self) {
            try ServerConfiguration(flags: ["--host", text])
        }
        #expect(
            error?.lines.first?.hasPrefix("HOST must be a name or an address, without scheme or port, not ") == true)
    }

    @Test("to answer to has neither scheme nor port nor wildcard", .enabled(if: BareEnvironment.isBare))
    func allowedHosts() throws {
        let read = try ServerConfiguration(flags: ["--allowed-hosts= a.example,, [fd00::1] ,fd00::2 ,B.example "])
        #expect(read.allowedHosts == ["a.example", "[fd00::1]", "[fd00::2]", "B.example"])
        let error = #expect(throws: ServerConfiguration.Faults.self) {
            try ServerConfiguration(
                flags: ["--allowed-hosts=a.example:80,https://b.example,*.c.example,d e,f.example"])
        }
        #expect(error?.lines.count == 4)
        #expect(error?.lines.allSatisfy { $0.hasPrefix("ALLOWED_HOSTS must be names") } == true)
    }

    @Test(
        "of a provider is http or https with a host, and nothing that a path cannot follow",
        arguments: [
            ("https://host/v1", nil), ("http://127.0.0.1:11434/v1", nil), ("HTTPS://host", nil),
            ("http://[::1]:1/v1", nil),
            ("https://a b/v1", "there is a blank or a control character in it"),
            ("https://host/v1 beta", "there is a blank or a control character in it"),
            ("https://host/v1\n", "there is a blank or a control character in it"),
            ("https://host\u{200B}/v1", "there is a blank or a control character in it"),
            ("https://host/\u{A0}v1", "there is a blank or a control character in it"),
            ("host/v1", "it does not begin with https:// or http://"),
            ("localhost:1234/v1", "it does not begin with https:// or http://"),
            ("ftp://host/v1", "it does not begin with https:// or http://"),
            ("\"https://host\"", "it is no URL"),
            ("https://", "it names no host"), ("https:///v1", "it names no host"), ("https:host", "it names no host"),
            ("https://%20/v1", "it names no host"), ("https://host:0/v1", "its port is not 1 to 65535"),
            ("https://host:70000", "its port is not 1 to 65535"), ("https://host/v1?key=x", "there is a query in it"),
            ("https://host/v1#x", "there is a fragment in it"),
            ("https://user:hush@host/v1", "there is a user name or a password in it"),
        ] as [(String, String?)])
    func provider(url: String, fault: String?) {
        #expect(BaseURL.fault(in: url) == fault)
    }

    private static let hasIPv6 =
        FileManager.default.contents(atPath: "/proc/net/if_inet6").map { String(decoding: $0, as: UTF8.self) }?
        .contains("00000000000000000000000000000001") ?? false

    @Test("in brackets is listened on, printed, asked by precis health and allowed", .enabled(if: hasIPv6))
    func brackets() async throws {
        try await withTemporaryDirectory { directory in
            let server = try await ListeningProcess.server(
                directory: directory, settings: ["HOST": "[::1]"], shell: #"exec "$0" "$@" 2>log"#)
            #expect(server.greeting == "precis \(Server.version) listens on http://[::1]:\(server.port)")
            let run = try await CommandLineRun(["health"], environment: ["HOST": "[::1]", "PORT": "\(server.port)"])
            #expect(run.output == "ready\n")
            let log = try String(contentsOfFile: directory + "/log", encoding: .utf8)
            #expect(!log.contains("anybody who reaches this address"))
            let client = HTTPClient(host: "::1", port: server.port)
            let reply = try await client.get("/health", headers: ["Host": "[::1]:\(server.port)"])
            #expect(reply.status == 200)
            await client.close()
            try await server.stop()
        }
    }

    @Test("that cannot be listened on is named with the reason")
    func unknown() async throws {
        let run = try await CommandLineRun(
            ["serve", "--port=0", "--host=no-such-host.invalid", "--data-dir=data"], directory: NSTemporaryDirectory())
        #expect(run.code == 1)
        #expect(run.errors.contains("cannot listen on no-such-host.invalid:0: the name is not known"))
    }
}
