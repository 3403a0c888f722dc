import Foundation
import TestSupport
import Testing

/// Where settings come from, shown by which wrong value is complained about.
@Suite struct SettingsSourcesTests {
    /// What a server says that is given `QUEUE_MAX_JOBS` in these places.
    private func complaint(flag: String? = nil, environment: String? = nil, file: String? = nil) async throws -> String
    {
        try await withTemporaryDirectory { directory in
            if let file {
                let content = "# a comment\nPORT=0\nQUEUE_MAX_JOBS=\(file)\n"
                try content.write(toFile: directory + "/.env", atomically: true, encoding: .utf8)
            }
            let run = try await CommandLineRun(
                ["serve"] + (flag.map { ["--queue-max-jobs", $0] } ?? []),
                environment: environment.map { ["QUEUE_MAX_JOBS": $0] } ?? [:], directory: directory)
            #expect(run.code != 0)
            #expect(run.output.isEmpty)
            #expect(!FileManager.default.fileExists(atPath: directory + "/data"), "nothing was started")
            return run.errors
        }
    }

    @Test("a flag counts before the environment, and that before the file .env")
    func precedence() async throws {
        let fault = { (value: String) in "QUEUE_MAX_JOBS must be a whole number, 1 to 100000000, not \(value)" }
        #expect(try await complaint(flag: "f", environment: "e", file: "d").contains(fault("f")))
        #expect(try await complaint(environment: "e", file: "d").contains(fault("e")))
        #expect(try await complaint(file: "d").contains(fault("d")))
        #expect(try await complaint(flag: "f", file: "d").contains(fault("f")))
    }

    @Test("a server uses what .env and the environment say")
    func used() async throws {
        try await withTemporaryDirectory { directory in
            let content = "QUEUE_MAX_JOBS=7\nWORKERS=3\n"
            try content.write(toFile: directory + "/.env", atomically: true, encoding: .utf8)
            let server = try await ListeningProcess.server(directory: directory, settings: ["WORKERS": "2"])
            let reply = try await HTTPClient(port: server.port).get("/status")
            #expect(reply.text.contains(#""limit":7,"#))
            #expect(reply.text.contains(#""workers":{"limit":2,"#))
            #expect(try await server.stop() == 0)
        }
    }

    @Test("a mistake is told with what would be right, and with a code that is not 0")
    func mistakes() async throws {
        let run = try await CommandLineRun(["serve", "--colour", "red", "--port=80000"])
        #expect(run.code != 0)
        #expect(run.errors.contains("--colour is not a setting: precis serve --help lists them"))
        #expect(run.errors.contains("PORT must be a whole number, 0 to 65535, not 80000"))
    }

    @Test("the version is said")
    func version() async throws {
        let run = try await CommandLineRun(["--version"])
        #expect(run.code == 0)
        #expect(run.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    }
}
