import Foundation
import TestSupport
import Testing

@Suite("Killed at random moments", .serialized)
struct CrashTests {
    /// Ten kills, fifty when long tests are asked for.
    static var kills: Int { isLong ? 50 : 10 }
    /// When the kills come, in exchanges; another number makes other moments.
    static var seed: UInt64 { ProcessInfo.processInfo.environment["PRECIS_CRASH_SEED"].flatMap(UInt64.init) ?? 1 }
    static var isLong: Bool { ProcessInfo.processInfo.environment["PRECIS_LONG_TESTS"] == "1" }

    @Test("every 202 ever given ends done, with its own document's result", .timeLimit(.minutes(15)))
    func nothingIsLost() async throws {
        try await withTemporaryDirectory { directory in
            let ledger = Ledger()
            var generator = SeededGenerator(seed: Self.seed)
            for round in 0..<Self.kills {
                let server = try await ListeningProcess.server(directory: directory, settings: Self.settings)
                let exchanges = Int.random(in: 1...150, using: &generator)
                try await submit(to: server, round: round, until: exchanges, ledger)
            }
            let server = try await ListeningProcess.server(directory: directory, settings: Self.settings)
            try await expectAllDone(ledger.promises, on: HTTPClient(port: server.port, connections: 16))
            #expect(try await server.stop() == 0)
        }
    }

    /// Room for everything, so that no submission is turned away.
    private static let settings = ["QUEUE_MAX_JOBS": "1000000", "WORKERS": "2"]

    /// Clients submit and poll until the server has answered so often; then it is killed under their hands.
    private func submit(to server: ListeningProcess, round: Int, until limit: Int, _ ledger: Ledger) async throws {
        let client = HTTPClient(port: server.port, connections: 12, timeout: .seconds(60))
        let countdown = Countdown(limit) { server.signal(SIGKILL) }
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<12 {
                group.addTask { await self.submit(in: round, as: number, to: client, countdown, ledger) }
            }
        }
        try await server.ended()
        await client.close()
    }

    private func submit(
        in round: Int, as number: Int, to client: HTTPClient, _ countdown: Countdown, _ ledger: Ledger
    ) async {
        var step = 0
        while !countdown.isOver {
            let mark = "QX\(round)N\(number)S\(step)"
            do {
                let id = try await submit(mark, to: client)
                ledger.note(id, mark: mark)
                if step % 3 == 0 { _ = try await client.get("/status/\(id)") }
            } catch {
                // Cut off by the kill: without a 202 nothing was promised.
                return
            }
            countdown.step()
            step += 1
        }
    }

    /// Every fifth mark is sent twice, so that equal texts are in flight at the kill as well.
    private func submit(_ mark: String, to client: HTTPClient) async throws -> String {
        let filler = (0..<40).map { "Sentence \($0) of \(mark) tells how the sample was kept cool. " }.joined()
        let text = "Specimen \(mark) was measured. \(filler)Specimen \(mark) was stable."
        if mark.hasSuffix("5") { _ = try await client.post("/analyze", #"{"text": "\#(text)"}"#) }
        let reply = try await client.post("/analyze", #"{"text": "\#(text)"}"#)
        guard reply.status == 202 || reply.status == 200 else { throw Overdue(rule: "answered \(reply.status)") }
        return try #require(StatusReply(reply).id)
    }

    private func expectAllDone(_ promises: [String: String], on client: HTTPClient) async throws {
        #expect(promises.count >= Self.kills, "there were promises to keep")
        try await withThrowingTaskGroup(of: Void.self) { group in
            var rest = promises.map { ($0, $1) }[...]
            for _ in 0..<16 {
                group.addTask { [slice = rest.prefix((promises.count + 15) / 16)] in
                    for (id, mark) in slice { try await self.expectDone(id, mark, on: client) }
                }
                rest = rest.dropFirst((promises.count + 15) / 16)
            }
            try await group.waitForAll()
        }
    }

    private func expectDone(_ id: String, _ mark: String, on client: HTTPClient) async throws {
        for _ in 0..<20 {
            let reply = try await client.request("GET", "/status/\(id)?wait=30", timeout: .seconds(60))
            let status = try StatusReply(reply)
            if status.state == "queued" || status.state == "processing" { continue }
            let found = "\(id): \(reply.status) \(status.state ?? "") \(status.failure ?? "")"
            #expect(reply.status == 200 && status.state == "done", "\(found)")
            #expect(status.summary?.contains(mark) == true, "\(id) has another document's result")
            return
        }
        Issue.record("\(id) is stuck")
    }
}
