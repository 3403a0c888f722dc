import Foundation
import TestSupport
import Testing

@testable import Server

@Suite("A file .env") struct EnvironmentFileTests {
    private func values(_ text: String) throws -> [String: String] {
        try EnvironmentFile(Data(text.utf8), named: ".env").values
    }

    @Test(
        "is read as its kind is written",
        arguments: [
            ("A=1\nB=2", ["A": "1", "B": "2"]), ("A=1\r\nB=2\r\n", ["A": "1", "B": "2"]),
            ("A=1\rB=2", ["A": "1", "B": "2"]),
            ("\u{FEFF}A=1\n", ["A": "1"]), ("# A=1\n\n  # more\nB=2", ["B": "2"]), ("export A=1", ["A": "1"]),
            (" A = 1 ", ["A": "1"]), ("A=", ["A": ""]), ("A=1\nA=2", ["A": "2"]), ("A", [:]), ("=1", [:]),
            ("A=x=y", ["A": "x=y"]), ("exported=1", ["exported": "1"]),
        ] as [(String, [String: String])])
    func lines(text: String, expected: [String: String]) throws {
        #expect(try values(text) == expected)
    }

    @Test(
        "has values in quotes or not, and comments behind them",
        arguments: [
            (#""sk-1""#, "sk-1"), ("'sk-1'", "sk-1"), (#""a b" # why"#, "a b"), ("'#1'", "#1"), (#""""#, ""),
            ("a b # why", "a b"), ("a#b", "a#b"), ("# why", ""), ("https://h/v1#x", "https://h/v1#x"),
            (#""say \"x\"\nnow \\""#, "say \"x\"\nnow \\"), (#"'a\n'"#, #"a\n"#), (#""a\d""#, #"a\d"#),
            (#""a" and "b""#, #""a" and "b""#), ("it's", "it's"), ("'open", "'open"), (#"""#, #"""#),
        ])
    func values(written: String, value: String) throws {
        #expect(try values("A=\(written)\r\n") == ["A": value])
    }

    @Test("that is no text is a fault, and one that is not there has no values")
    func faults() async throws {
        #expect(throws: EnvironmentFile.Fault.self) { try EnvironmentFile(Data([0xFF, 0xFE, 0x41, 0]), named: ".env") }
        try await withTemporaryDirectory { directory in
            let absent = try EnvironmentFile(path: directory + "/.env")
            #expect(absent.values.isEmpty)
            let failure = #expect(throws: EnvironmentFile.Fault.self) { try EnvironmentFile(path: directory) }
            #expect(failure?.description == "\(directory) cannot be read")
        }
    }

    @Test("from another system, with a mark, CRLF and quotes, is used by a server")
    func used() async throws {
        try await withTemporaryDirectory { directory in
            let content = "\u{FEFF}QUEUE_MAX_JOBS=\"7\"\r\nLOG_LEVEL='warning' # quiet\r\nBATCH_MAX_SIZE=3\r\n"
            try content.write(toFile: directory + "/.env", atomically: true, encoding: .utf8)
            let server = try await ListeningProcess.server(directory: directory)
            let client = HTTPClient(port: server.port)
            #expect(try await client.get("/status").text.contains(#""limit":7,"#))
            await client.close()
            #expect(try await server.stop() == 0)
        }
    }

    @Test("that cannot be read is told with the other faults")
    func told() async throws {
        try await withTemporaryDirectory { directory in
            try FileManager.default.createDirectory(atPath: directory + "/.env", withIntermediateDirectories: false)
            let run = try await CommandLineRun(["serve", "--port", "x"], directory: directory)
            #expect(run.code == 1)
            #expect(run.errors.contains("\n  .env cannot be read\n") && run.errors.contains("\n  PORT must"))
        }
    }
}
