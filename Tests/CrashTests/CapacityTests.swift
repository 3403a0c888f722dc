import EmbeddedBroker
import Foundation
import Jobs
import Server
import TestSupport
import Testing

@Suite("Memory of a long queue", .serialized)
struct CapacityTests {
    /// A hundred thousand jobs, a million when long tests are asked for.
    static var jobs: Int { CrashTests.isLong ? 1_000_000 : 100_000 }
    /// Submitted before the first look, so that buffers and page caches have their size.
    static let warmUp = 10_000
    static let bytesPerJob = 200

    @Test(
        "a waiting job of 1 KB takes at most 200 bytes of memory, before and after a restart", .timeLimit(.minutes(40)))
    func memoryPerJob() async throws {
        try await withTemporaryDirectory { directory in
            try await pause(directory)
            let settings = ["QUEUE_MAX_JOBS": "\(Self.jobs * 2)", "QUEUE_MAX_BYTES": "16GiB"]
            let server = try await ListeningProcess.server(directory: directory, settings: settings)
            let client = HTTPClient(port: server.port, connections: 64)
            try await submit(0..<Self.warmUp, to: client)
            let before = try await residentBytes(client)
            try await submit(Self.warmUp..<Self.warmUp + Self.jobs, to: client)
            let after = try await residentBytes(client)
            #expect((after - before) / Self.jobs <= Self.bytesPerJob, "\(after - before) bytes for \(Self.jobs) jobs")
            try await server.stop()

            let second = try await ListeningProcess.server(
                directory: directory, settings: settings, limit: .seconds(600))
            let again = HTTPClient(port: second.port)
            let depth = try StatusReply(try await again.get("/status")).number("queue", "depth")
            #expect(depth == Self.warmUp + Self.jobs)
            let recovered = try await residentBytes(again)
            #expect((recovered - before) / Self.jobs <= Self.bytesPerJob, "\(recovered - before) bytes after a restart")
            try await second.stop()
        }
    }

    /// Leaves a journal whose queue is paused, so that everything submitted stays.
    private func pause(_ directory: String) async throws {
        let policy = BrokerPolicy(
            bounds: Bounds(jobs: 1, bytes: 1 << 20, requests: 1, resultBytes: 1 << 20),
            batch: BatchRule(maxWait: .zero), attempts: AttemptLimits(attempts: 1, deadline: .seconds(60)),
            leaseTerm: .seconds(30), resultRetention: .seconds(60), answerRetention: .seconds(60))
        let broker = try await EmbeddedBroker(directory: directory + "/data", policy: policy, time: SystemTime()) {
            .stopped
        }
        try await broker.setPaused(true)
        try await broker.close()
    }

    private func submit(_ numbers: Range<Int>, to client: HTTPClient) async throws {
        let filler = String(repeating: "All samples were kept in the dark at four degrees. ", count: 19)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for start in 0..<64 {
                group.addTask {
                    for number in stride(from: numbers.lowerBound + start, to: numbers.upperBound, by: 64) {
                        let reply = try await client.post("/analyze", #"{"text": "Sample \#(number). \#(filler)"}"#)
                        guard reply.status == 202 else { throw Overdue(rule: "accepted, not \(reply.status)") }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func residentBytes(_ client: HTTPClient) async throws -> Int {
        try #require(try StatusReply(try await client.get("/status")).number("process", "resident_bytes"))
    }
}
