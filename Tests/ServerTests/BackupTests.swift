import Foundation
import TestSupport
import Testing

@Suite("A backup", .timeLimit(.minutes(3))) struct BackupTests {
    private func submit(_ text: String, _ client: HTTPClient) async throws -> String {
        let reply = try await client.post("/analyze", text, headers: ["Content-Type": "text/plain"])
        #expect(reply.status == 202)
        return try #require(reply.headers["location"])
    }

    @Test("made while texts come in has every request that was accepted before, and its job is done by a new server")
    func whileRunning() async throws {
        try await withTemporaryDirectory { directory in
            let (data, copy) = (directory + "/data", directory + "/restored")
            for path in [data, copy, copy + "/data"] {
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            }
            // One call a minute: what comes second waits.
            let server = try await ListeningProcess.server(directory: data, settings: ["PROVIDER_RPM": "1"])
            let client = HTTPClient(port: server.port)
            var before: [String] = []
            for number in 0..<50 { before.append(try await submit("A text, number \(number), that waits.", client)) }
            let isOver = Watched(false)
            async let others: Void = {
                var number = 0
                while !isOver.value {
                    _ = try await submit("Another text, \(number).", client)
                    number += 1
                }
            }()
            let target = copy + "/data/journal.sqlite"
            let backup = try await CommandLineRun(["backup", target, "--data-dir", data + "/data"])
            isOver.change { $0 = true }
            try await others
            #expect(backup.code == 0 && backup.output.contains(target) && backup.errors.isEmpty)
            #expect(try FileManager.default.contentsOfDirectory(atPath: copy + "/data") == ["journal.sqlite"])
            let mode = try FileManager.default.attributesOfItem(atPath: target)[.posixPermissions] as? Int
            #expect(mode == 0o600, "it holds texts")
            // The running server has noticed nothing.
            #expect(try await client.get("/ready").status == 200)
            await client.close()
            server.signal(SIGKILL)

            let restored = try await ListeningProcess.server(directory: copy)
            let reader = HTTPClient(port: restored.port)
            for path in before {
                #expect(try await reader.get(path + "?wait=30").text.contains(#""status":"done""#))
            }
            await reader.close()
            #expect(try await restored.stop() == 0)
        }
    }

    @Test("replaces nothing, and leaves nothing when it cannot be made")
    func refused() async throws {
        try await withTemporaryDirectory { directory in
            // Its journal is in data/.
            let server = try await ListeningProcess.server(directory: directory)
            #expect(try await server.stop() == 0)
            let before = try FileManager.default.contentsOfDirectory(atPath: directory + "/data").sorted()
            let made = try await CommandLineRun(
                ["backup", "copy"], environment: ["DATA_DIR": directory + "/data"], directory: directory)
            #expect(made.code == 0, "of a stopped server, too")
            let files = try FileManager.default.contentsOfDirectory(atPath: directory + "/data").sorted()
            #expect(files == before, "nothing is left there")
            for (target, data) in [("copy", "data"), ("new", "nowhere"), ("nowhere/new", "data")] {
                let run = try await CommandLineRun(["backup", target, "--data-dir", data], directory: directory)
                #expect(run.code == 1 && !run.errors.isEmpty && run.output.isEmpty)
            }
            try "no database".write(toFile: directory + "/journal.sqlite", atomically: true, encoding: .utf8)
            #expect(try await CommandLineRun(["backup", "new", "--data-dir", "."], directory: directory).code == 1)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: directory).sorted() == [
                    "copy", "data", "journal.sqlite",
                ])
        }
    }
}
