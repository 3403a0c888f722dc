import Foundation
import TestSupport
import Testing

@Suite("The executable") struct ProcessTests {
    @Test("says where it listens, takes its flags, and ends on SIGTERM though a call hangs")
    func process() async throws {
        let output = Pipe()
        _ = fcntl(output.fileHandleForReading.fileDescriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(output.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        let child = try ChildProcess(
            ChildProcess.path(beside: "groq-simulator"),
            [
                "--port", "0", "--plan", "free", "--tpm", "9000", "--fault", "hang=0.5,slow=0.5", "--slow-factor",
                "1e6",
                "--tokens", "wide=0.6,signs=1.8",
            ],
            environment: [:], directory: "/", output: output.fileHandleForWriting.fileDescriptor,
            errors: STDERR_FILENO)
        try output.fileHandleForWriting.close()
        let line = try await withTimeLimit("it says where it listens") {
            String(decoding: await Self.firstBytes(of: output.fileHandleForReading), as: UTF8.self)
        }
        let address = try #require(line.wholeMatch(of: /listening on http:\/\/127\.0\.0\.1:(\d+)\n/))
        let client = SimulatorClient(port: try #require(Int(address.output.1)))
        let settings = try await client.http.get("/control").text
        #expect(settings.contains(#""rpm":30,"rpd":1000,"tpm":9000,"tpd":200000"#))
        #expect(settings.contains(#""tokenizer":{"signs":1.8,"wide":0.6}"#))
        let unanswered = TestSignal("the call is cut off")
        // Ends with the process.
        Task {
            do { _ = try await client.ask(Ask("Hello")) } catch { unanswered.fire() }
        }
        try await client.statistics("the call hangs") { $0.in_flight == 1 }
        kill(child.pid, SIGTERM)
        #expect(try await withTimeLimit("it ends") { await child.end() } == 0)
        try await unanswered.wait()
        await client.http.close()
    }

    /// Reads on a thread of its own, since a pipe's read blocks.
    private static func firstBytes(of handle: FileHandle) async -> Data {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: handle.availableData) }
        }
    }
}
