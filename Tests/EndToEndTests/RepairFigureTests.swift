import Analysis
import Jobs
import TestSupport
import Testing

@Suite("What was put right in replies", .timeLimit(.minutes(1)))
struct RepairFigureTests {
    @Test("GET /status and GET /health/provider count the replies that needed each kind of repair")
    func counts() async throws {
        let provider = ScriptedProvider(
            ProviderBehaviour { items throws(ProviderError) in
                let reply = try await ProviderBehaviour.instant.answer(items)
                let isOdd = items.contains { $0.document.text?.hasPrefix("Odd") == true }
                return ProviderReply(
                    answers: reply.answers, usage: reply.usage, repairs: isOdd ? [.escape, .thoughts] : [.escape])
            })
        try await withTemporaryDirectory { directory in
            try await TestServer.with(directory: directory, provider: provider) { server in
                for text in ["A text.", "Odd text."] {
                    #expect(try await server.final(server.accepted(text)).status == "done")
                }
                for path in ["/status", "/health/provider"] {
                    let reply = try await server.client.get(path)
                    #expect(reply.text.contains(#""repairs":{"thoughts":1,"escape":2}"#), "\(path)")
                }
            }
        }
    }
}
