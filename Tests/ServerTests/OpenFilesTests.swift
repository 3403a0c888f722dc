import Foundation
import NIOCore
import TestSupport
import Testing

@testable import Server

@Suite("The limit of open files", .timeLimit(.minutes(3))) struct OpenFilesTests {
    @Test(
        "leaves files to the journal and to calls before connections get any",
        arguments: [
            (1024, 0, 986), (1024, 5, 976), (64, 0, 26), (64, 5, 16), (64, 400, 13), (1 << 30, 5, (1 << 30) - 48),
        ])
    func shares(limit: Int, calls: Int, connections: Int) throws {
        #expect(try OpenFiles(limit: limit, eventLoops: 2).connections(besides: calls) == connections)
    }

    @Test("that leaves no room for connections is told at start, with what is needed")
    func tooFew() async throws {
        #expect(throws: OpenFiles.TooFew.self) {
            try OpenFiles(limit: 60, eventLoops: 2, inherited: 20).connections(besides: 0)
        }
        #expect(throws: OpenFiles.TooFew.self) { try OpenFiles(limit: 40, eventLoops: 2).connections(besides: 0) }
        let run = try await CommandLineRun(["serve", "--port", "0"], shell: #"ulimit -n 30; exec "$0" "$@""#)
        #expect(run.code == 1)
        #expect(run.errors.contains("the limit of open files is 30, and "))
    }

    @Test("bounds the connections: with more clients than files the server works on, and serves them in turn")
    func bound() async throws {
        try await withTemporaryDirectory { directory in
            // Room for 90 connections, or fewer: the server inherits what the test has open.
            let limit = 122 + 3 * System.coreCount
            let server = try await ListeningProcess.server(
                directory: directory, shell: #"ulimit -n \#(limit); exec "$0" "$@" 2>log"#)
            let client = HTTPClient(port: server.port, connections: 1)
            #expect(try await client.get("/health").status == 200)
            let connections = try await connect(100, to: server)
            // Served over the connection that is there already: the journal and the worker have the files they need.
            let reply = try await client.post("/analyze", #"{"text": "A text."}"#, headers: ["Prefer": "wait=20"])
            #expect(reply.status == 200)
            #expect(try files(of: server) < limit)
            for connection in connections { await connection.close() }
            let other = HTTPClient(port: server.port)
            #expect(try await other.get("/health").status == 200)
            for client in [client, other] { await client.close() }
            #expect(try await server.stop() == 0)
            let log = try String(contentsOfFile: directory + "/log", encoding: .utf8)
            #expect(log.matches(of: /as many connections are open as the limit of open files allows/).count == 1)
        }
    }

    @Test("reached all the same, it makes the server rest and say so once, and connections are taken afterwards")
    func reached() async throws {
        try await withTemporaryDirectory { directory in
            let settings = ["LOG_LEVEL": "info", "THROUGHPUT_LOG_INTERVAL": "100ms"]
            let server = try await ListeningProcess.server(
                directory: directory, settings: settings, shell: #"exec "$0" "$@" 2>log"#)
            let client = HTTPClient(port: server.port, connections: 1)
            #expect(try await client.get("/health").status == 200)
            // Fewer than the server was told when it started.
            try server.setLimit(RLIMIT_NOFILE, to: UInt(files(of: server)) + 4)
            let connections = try await connect(30, to: server)
            let log = { @Sendable in try String(contentsOfFile: directory + "/log", encoding: .utf8) }
            let refusal = "connections cannot be accepted"
            try await withTimeLimit("it is said") {
                while try !log().contains(refusal) {
                    try Task.checkCancellation()
                    await Task.yield()
                }
            }
            let (used, lines) = (try ticks(of: server), try log().count(of: "throughput"))
            try await withTimeLimit("two seconds pass for the server") {
                while try log().count(of: "throughput") < lines + 20 {
                    try Task.checkCancellation()
                    await Task.yield()
                }
            }
            #expect(try ticks(of: server) - used < 100, "half of one core would be 100 hundredths of a second")
            try server.setLimit(RLIMIT_NOFILE, to: 1024)
            for connection in connections { await connection.close() }
            let other = HTTPClient(port: server.port)
            #expect(try await other.get("/health").status == 200)
            for client in [client, other] { await client.close() }
            #expect(try await server.stop() == 0)
            #expect(try log().count(of: refusal) == 1)
        }
    }

    /// The kernel takes them, whether or not the server does.
    private func connect(_ count: Int, to server: ListeningProcess) async throws -> [HTTPConnection] {
        var connections: [HTTPConnection] = []
        for _ in 0..<count { connections.append(try await HTTPConnection.connect(port: server.port)) }
        return connections
    }

    private func files(of server: ListeningProcess) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(server.pid)/fd").count
    }

    /// Processor time, in hundredths of a second.
    private func ticks(of server: ListeningProcess) throws -> Int {
        let fields = try String(contentsOfFile: "/proc/\(server.pid)/stat", encoding: .utf8).split(separator: " ")
        return (Int(fields[13]) ?? 0) + (Int(fields[14]) ?? 0)
    }
}

extension String {
    fileprivate func count(of text: String) -> Int { components(separatedBy: text).count - 1 }
}
