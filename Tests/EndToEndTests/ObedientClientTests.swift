import Jobs
import Server
import TestSupport
import Testing

@Suite("Clients that obey Retry-After", .timeLimit(.minutes(3)))
struct ObedientClientTests {
    @Test("are let in after two tries in the median and five at most, and all are served")
    func fewTries() async throws {
        try await withTemporaryDirectory { directory in
            // Ten calls at a time, five texts and a second each: fifty jobs a second, so the bound is two seconds'
            // drain.
            let provider = ScriptedProvider(.delayed(by: .seconds(1), on: SystemTime()), packSize: 5)
            let settings = ["QUEUE_MAX_JOBS": "100", "WORKERS": "10", "BATCH_MAX_SIZE": "5"]
            try await TestServer.with(
                directory: directory, provider: provider, settings: settings, connections: 300
            ) { server in
                // From a queue that is full once the server learns how fast it drains.
                _ = try await atOnce(100) { try await server.final(server.accepted("Before \($0).")) }
                let tries = try await atOnce(300) { number in
                    let (id, tries) = try await submitObediently("Text \(number).", to: server)
                    let record = try await server.final(id)
                    #expect(record.status == "done" && record.result?.summary == summary(of: "Text \(number)."))
                    return tries
                }.sorted()
                #expect(tries[150] <= 2)
                #expect(try #require(tries.last) <= 5)
                #expect(try #require(tries.last) > 1, "the queue was never full")
                #expect(provider.record.items == 400)
            }
        }
    }

    /// Comes back when it was told to, until it is let in. The only waiting by the clock in these tests: that
    /// `Retry-After` can be obeyed is what they show.
    private func submitObediently(_ text: String, to server: TestServer) async throws -> (id: String, tries: Int) {
        let time = SystemTime()
        var tries = 0
        while true {
            tries += 1
            let reply = try await server.submit(text)
            if reply.status == 202 { return (try reply.document(Receipt.self).requestId, tries) }
            try #require(reply.status == 429)
            let seconds = try #require(reply.retryAfter)
            try await time.sleep(until: time.now + .seconds(seconds))
        }
    }
}
