import Foundation
import TestSupport
import Testing

@Suite("The server as a process")
struct ProcessTests {
    @Test("it starts, answers, and ends with 0 when asked to")
    func startsAndStops() async throws {
        try await withTemporaryDirectory { directory in
            let server = try await ListeningProcess.server(directory: directory)
            let client = HTTPClient(port: server.port)
            let reply = try await client.get("/health")
            #expect(reply.status == 200)
            #expect(try await server.stop() == 0)
        }
    }

    @Test("a second server on the same directory says that one is running")
    func refusesSharedDirectory() async throws {
        try await withTemporaryDirectory { directory in
            let first = try await ListeningProcess.server(directory: directory)
            let failure = await #expect(throws: StartFailure.self) {
                try await ListeningProcess.server(directory: directory)
            }
            #expect(failure?.said.contains("another precis server is running") == true)
            try await first.stop()
        }
    }

    @Test("an end that would take too long is cut in time, with 0, and the work waits in the journal")
    func endsInTime() async throws {
        try await withTemporaryDirectory { directory in
            let settings = ["WORKERS": "1", "SHUTDOWN_TIMEOUT": "200ms"]
            let server = try await ListeningProcess.server(directory: directory, settings: settings)
            let client = HTTPClient(port: server.port)
            // Takes the summariser much longer than the limit.
            let words = (0..<9000).map {
                "Sample \($0) of \($0 * 7919 % 9973) was kept in the dark and measured again later on. "
            }
            let reply = try await client.post("/analyze", #"{"text": "\#(words.joined())"}"#)
            let id = try #require(StatusReply(reply).id)
            // The first lease is announced to whoever knows the version before it.
            _ = try await client.get("/status/\(id)?wait=30", headers: ["If-None-Match": #"W/"q0.0""#])
            #expect(try await server.stop() == 0)

            let again = try await ListeningProcess.server(directory: directory)
            let done = try await HTTPClient(port: again.port, timeout: .seconds(70)).get("/status/\(id)?wait=60")
            let status = try StatusReply(done)
            #expect(status.state == "done")
            #expect(
                try StatusReply(await HTTPClient(port: again.port).get("/status")).number("totals", "provider_calls")
                    == 1)
            try await again.stop()
        }
    }
}
