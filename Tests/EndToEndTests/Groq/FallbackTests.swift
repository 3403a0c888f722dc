import TestSupport
import Testing

/// What clients see of a provider that is away while another one stands in for it.
@Suite("A fallback", .timeLimit(.minutes(5)))
struct FallbackTests {
    @Test("answers within seconds, says so, and only while the provider is away")
    func away() async throws {
        try await withTemporaryDirectory { directory in
            let groq = try await SimulatedGroq.start(directory: directory)
            let settings = ["FALLBACK_PROVIDERS": "local"]
            try await TestServer.with(directory: directory, groq: groq, settings: settings) { server in
                let before = try await server.final(server.accepted(Self.text(0)))
                #expect(before.result?.model == "openai/gpt-oss-20b" && before.result?.degraded == nil)
                try await groq.end()
                let standIns = try await withTimeLimit("results go on coming", limit: .seconds(10)) {
                    try await atOnce(20) { try await server.final(server.accepted(Self.text(1 + $0))) }
                }
                for standIn in standIns {
                    #expect(standIn.status == "done" && standIn.attempts == 0)
                    #expect(standIn.result?.model == "extractive-2" && standIn.result?.degraded == true)
                }
                try await server.expectAnswered(Self.text(0), by: "openai/gpt-oss-20b")
                try await server.expectAnswered(Self.text(1), by: "extractive-2")
                let again = try await groq.comeBack(after: .milliseconds(10), directory: directory)
                do {
                    _ = try await server.provider("it is well again") { $0.name == "groq" && $0.state == "up" }
                    let own = try await server.final(server.accepted(Self.text(1)))
                    #expect(own.result?.model == "openai/gpt-oss-20b", "a stand-in's result answers no more")
                    try await again.end()
                } catch {
                    try await again.end()
                    throw error
                }
            }
        }
    }

    private static func text(_ number: Int) -> String {
        "Paper \(number) looks at queues. We measured them for a week. The queues grew and shrank. Nothing else did."
    }
}

extension TestServer {
    /// The text is known, and its answer is this model's.
    fileprivate func expectAnswered(_ text: String, by model: String) async throws {
        let reply = try await submit(text)
        #expect(reply.status == 200, "\(reply.text)")
        #expect(try reply.document(StatusReply.self).result?.model == model)
    }
}
