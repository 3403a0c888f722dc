import Foundation
import TestSupport
import Testing

/// As `CrashTests`, with packs that are paid for: the simulator counts which documents are sent twice.
@Suite("Killed while packs are in flight", .serialized)
struct PackCrashTests {
    private static let workers = 3
    private static let packSize = 8

    @Test(
        "every 202 ends done with its own result, and only what was in flight at a kill is paid for twice",
        .timeLimit(.minutes(15)))
    func nothingIsLostOrPaidForTwice() async throws {
        try await withTemporaryDirectory { directory in
            let arguments = ["--call-latency", "30ms"]
            try await SimulatedGroq.with(directory: directory, arguments) { groq in
                let settings = [
                    "GROQ_API_KEY": "gsk_any", "GROQ_BASE_URL": groq.baseURL, "WORKERS": "\(Self.workers)",
                    "BATCH_MAX_SIZE": "\(Self.packSize)", "QUEUE_MAX_JOBS": "1000000", "LOG_LEVEL": "error",
                ]
                let ledger = Ledger()
                var generator = SeededGenerator(seed: CrashTests.seed)
                for round in 0..<CrashTests.kills {
                    let server = try await ListeningProcess.server(directory: directory, settings: settings)
                    let exchanges = Int.random(in: 40...250, using: &generator)
                    try await submit(to: server, round: round, until: exchanges, ledger)
                }
                let server = try await ListeningProcess.server(directory: directory, settings: settings)
                let client = HTTPClient(port: server.port, connections: 16)
                for (id, mark) in ledger.promises { try await expectDone(id, mark, on: client) }
                #expect(try await server.stop() == 0)
                try await expectFewRepeats(groq)
            }
        }
    }

    /// A worker has one pack in flight, and one that is answered but may not be on the disk yet.
    private func expectFewRepeats(_ groq: SimulatedGroq) async throws {
        let statistics = try await groq.statistics()
        let inFlight = Self.workers * Self.packSize * 2
        #expect(statistics.documentsSeen - statistics.documentsDistinct <= CrashTests.kills * inFlight)
        #expect(statistics.calls * 2 <= statistics.documentsSeen, "there were packs: \(statistics)")
    }

    private func submit(to server: ListeningProcess, round: Int, until limit: Int, _ ledger: Ledger) async throws {
        let client = HTTPClient(port: server.port, connections: 24, timeout: .seconds(60))
        let countdown = Countdown(limit) { server.signal(SIGKILL) }
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<24 {
                group.addTask {
                    var step = 0
                    while !countdown.isOver {
                        let mark = "marker-r\(round)n\(number)s\(step)x"
                        do {
                            let text = "Specimen \(mark) was measured and kept cool all the while by us."
                            let reply = try await client.post("/analyze", #"{"text": "\#(text)"}"#)
                            guard reply.status == 202, let id = try StatusReply(reply).id else { return }
                            ledger.note(id, mark: mark)
                        } catch {
                            // Cut off by the kill: without a 202 nothing was promised.
                            return
                        }
                        countdown.step()
                        step += 1
                    }
                }
            }
        }
        try await server.ended()
        await client.close()
    }

    private func expectDone(_ id: String, _ mark: String, on client: HTTPClient) async throws {
        for _ in 0..<20 {
            let status = try StatusReply(
                try await client.request("GET", "/status/\(id)?wait=30", timeout: .seconds(60)))
            if status.state == "queued" || status.state == "processing" { continue }
            #expect(status.state == "done", "\(id): \(status.state ?? "") \(status.failure ?? "")")
            #expect(status.summary?.contains(mark + " ") == true, "\(id) has another document's result")
            return
        }
        Issue.record("\(id) is stuck")
    }
}
