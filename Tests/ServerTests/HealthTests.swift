import Foundation
import TestSupport
import Testing

@testable import Server
@testable import precis

@Suite("precis health") struct HealthTests {
    /// Gives the body a server, and ends it afterwards.
    private func withServer(_ body: (ListeningProcess) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let server = try await ListeningProcess.server(directory: directory)
            do {
                try await body(server)
            } catch {
                try await server.crash()
                throw error
            }
            #expect(try await server.stop() == 0)
        }
    }

    /// What the command says and returns.
    private func expect(
        _ line: String, code: Int32, _ arguments: [String] = [], environment: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let run = try await CommandLineRun(["health"] + arguments, environment: environment)
        #expect(run.output == line + "\n", sourceLocation: sourceLocation)
        #expect(run.errors.isEmpty, sourceLocation: sourceLocation)
        #expect(run.code == code, sourceLocation: sourceLocation)
    }

    @Test("a server that takes submissions is ready and alive, wherever its address is from")
    func well() async throws {
        try await withServer { server in
            let port = ["PORT": "\(server.port)"]
            let url = "http://127.0.0.1:\(server.port)"
            try await expect("ready", code: 0, environment: port)
            try await expect("alive", code: 0, ["--live"], environment: port)
            try await expect("ready", code: 0, environment: port.merging(["HOST": "0.0.0.0"]) { $1 })
            try await expect("ready", code: 0, ["--url", url], environment: ["PORT": "1"])
            try await expect("alive", code: 0, ["--live", "--url", "http://localhost:\(server.port)/"])
        }
    }

    @Test("any other answer than 200 is a failure")
    func refused() async throws {
        try await withServer { server in
            let url = "http://127.0.0.1:\(server.port)/nowhere"
            try await expect("not ready: the answer is 404", code: 1, ["--url", url])
            try await expect("not alive: the answer is 404", code: 1, ["--live", "--url", url])
        }
    }

    @Test("no proxy is asked instead of the server")
    func proxy() async throws {
        try await withServer { server in
            let environment = ["PORT": "\(server.port)", "http_proxy": "http://127.0.0.1:1", "no_proxy": "elsewhere"]
            try await expect("ready", code: 0, environment: environment)
        }
    }

    @Test("a server that hangs is given up")
    func hanging() async throws {
        try await withServer { server in
            // The kernel still accepts connections for it.
            server.signal(SIGSTOP)
            let line = "not ready: timed out while waiting for the answer"
            try await expect(line, code: 1, environment: ["PORT": "\(server.port)"])
            server.signal(SIGCONT)
        }
    }

    @Test("where nobody listens, the line says so")
    func nobody() async throws {
        let run = try await CommandLineRun(["health"], environment: ["PORT": "1"])
        #expect(run.output.hasPrefix("not ready: cannot reach 127.0.0.1:1"))
        #expect(run.output.filter(\.isNewline).count == 1)
        #expect(run.code == 1)
    }

    @Test("an address that cannot be one is told in the same way")
    func mistakes() async throws {
        let port = "not ready: PORT must be a whole number, 1 to 65535, not 0"
        try await expect(port, code: 1, environment: ["PORT": "0"])
        let url = "not alive: the URL does not start with http:// or https://"
        try await expect(url, code: 1, ["--live", "--url", "localhost:8000"])
    }

    @Test(
        "a server that listens everywhere is asked on loopback, and IPv6 addresses get their brackets",
        arguments: [
            ("127.0.0.1", "http://127.0.0.1:80"), ("0.0.0.0", "http://127.0.0.1:80"), ("::", "http://[::1]:80"),
            ("fd00::1", "http://[fd00::1]:80"), ("precis.example", "http://precis.example:80"),
        ])
    func address(host: String, address: String) {
        #expect(LocalServer.address(host: host, port: 80) == address)
    }
}
