import Foundation
import TestSupport
import Testing

/// What happens to the data directory from outside, while a server runs and while none does.
@Suite("The data directory is damaged", .serialized)
struct JournalDamageTests {
    private func submit(_ text: String, to client: HTTPClient) async throws -> HTTPReply {
        try await client.post("/analyze", #"{"text": "\#(text) was measured and kept cool all the while."}"#)
    }

    @Test("a log that was cut after a kill is told, and the server starts", arguments: [true, false])
    func cut(isGarbled: Bool) async throws {
        try await withTemporaryDirectory { directory in
            let first = try await ListeningProcess.server(directory: directory)
            let client = HTTPClient(port: first.port)
            for number in 0..<10 { #expect(try await submit("Specimen \(number)", to: client).status == 202) }
            try await first.crash()

            let log = URL(filePath: directory + "/data/journal.sqlite-wal")
            var bytes = try Data(contentsOf: log)
            if isGarbled { bytes[bytes.count / 2] ^= 1 } else { bytes.removeLast(bytes.count / 2) }
            try bytes.write(to: log)

            let second = try await ListeningProcess.server(directory: directory)
            try await second.says("the journal's write-ahead log was cut or damaged: what was accepted last is missing")
            let again = HTTPClient(port: second.port)
            #expect(try await submit("Another", to: again).status == 202)
            #expect(try await second.stop() == 0)
        }
    }

    @Test("when the data directory is deleted under a running server, it says 503, and why in the log")
    func deleted() async throws {
        try await withTemporaryDirectory { directory in
            let server = try await ListeningProcess.server(
                directory: directory, settings: ["SHUTDOWN_TIMEOUT": "2s"])
            let client = HTTPClient(port: server.port)
            #expect(try await submit("Specimen 1", to: client).status == 202)
            try FileManager.default.removeItem(atPath: directory + "/data")
            #expect(try await submit("Specimen 2", to: client).status == 503)
            #expect(try await client.get("/ready").status == 503)
            #expect(try await client.get("/health").status == 200)
            try await server.says("the journal's files were deleted, moved or replaced")
            #expect(try await server.stop() == 0)
        }
    }

    @Test("a file that is not a journal ends the start with a line that says so")
    func foreign() async throws {
        try await withTemporaryDirectory { directory in
            let data = directory + "/data"
            try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
            let file = URL(filePath: data + "/journal.sqlite")
            let contents = Data(String(repeating: "Somebody's notes. ", count: 300).utf8)
            try contents.write(to: file)
            let failure = await #expect(throws: StartFailure.self) {
                try await ListeningProcess.server(directory: directory)
            }
            #expect(failure?.said.contains("not an SQLite database") == true, "\(failure?.said ?? "")")
            #expect(try Data(contentsOf: file) == contents)
        }
    }
}
