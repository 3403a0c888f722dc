import TestSupport
import Testing

/// What a text's own analysis says, by the scripted provider.
func summary(of text: String) -> String { "About: \(text)" }

@Suite("A bounded queue", .timeLimit(.minutes(3)))
struct BoundedQueueTests {
    @Test("takes exactly as many distinct texts as its bound, whatever the concurrency")
    func exactBound() async throws {
        try await withTemporaryDirectory { directory in
            let gate = TestSignal("the provider goes on")
            let provider = ScriptedProvider(.held(by: gate))
            let settings = ["QUEUE_MAX_JOBS": "50"]
            try await TestServer.with(
                directory: directory, provider: provider, settings: settings, connections: 200
            ) { server in
                let replies = try await atOnce(400) { try await server.submit("Text \($0).") }
                let admitted = replies.enumerated().filter { $0.element.status == 202 }
                #expect(admitted.count == 50)
                for reply in replies where reply.status != 202 { try expectFull(reply, limit: 50) }

                let before = try await server.figures()
                #expect(before.totals.accepted == 50 && before.totals.rejected == 350)
                #expect(before.queue.depth + before.queue.running == 50)

                // Equal texts still attach.
                let attached = try await atOnce(admitted.count) { number in
                    try await server.submit("Text \(admitted[number].offset).")
                }
                for reply in attached {
                    #expect(reply.status == 202)
                    #expect(reply.headers["cache-status"] == "precis; fwd=miss; collapsed")
                }
                #expect(try await server.submit("One more.").status == 429)

                gate.fire()
                let texts = (admitted + admitted).map { "Text \($0.offset)." }
                let ids = try (admitted.map(\.element) + attached).map { try $0.document(Receipt.self).requestId }
                #expect(Set(ids).count == 100)
                for (id, text) in zip(ids, texts) {
                    let record = try await server.final(id)
                    #expect(record.status == "done" && record.result?.summary == summary(of: text))
                }
                #expect(provider.record.items == 50, "nothing of what was turned away was stored")
            }
        }
    }

    @Test("keeps nothing of what it turned away, over a restart too")
    func rejectionsAreNotStored() async throws {
        try await withTemporaryDirectory { directory in
            let gate = TestSignal("the provider goes on")
            let full = ScriptedProvider(.held(by: gate))
            let settings = ["QUEUE_MAX_JOBS": "1"]
            try await TestServer.with(directory: directory, provider: full, settings: settings) { server in
                let id = try await server.accepted("Taken.")
                try expectFull(try await server.submit("Turned away."), limit: 1)
                gate.fire()
                #expect(try await server.final(id).status == "done")
            }
            let provider = ScriptedProvider()
            try await TestServer.with(directory: directory, provider: provider) { server in
                let figures = try await server.figures()
                #expect(figures.queue.depth + figures.queue.running == 0 && figures.queue.bytes == 0)
                let id = try await server.accepted("Turned away.")
                #expect(try await server.final(id).result?.summary == summary(of: "Turned away."))
                #expect(provider.record.items == 1)
            }
        }
    }

    @Test("turns away what would exceed its bytes, and takes it when there is room")
    func boundOnBytes() async throws {
        try await withTemporaryDirectory { directory in
            let gate = TestSignal("the provider goes on")
            let provider = ScriptedProvider(.held(by: gate))
            let settings = ["QUEUE_MAX_BYTES": "3000", "MAX_TEXT_BYTES": "2000"]
            try await TestServer.with(directory: directory, provider: provider, settings: settings) { server in
                let large = String(repeating: "x", count: 2000)
                let id = try await server.accepted(large)
                let refused = try await server.submit("y" + large.dropFirst())
                #expect(refused.status == 429)
                gate.fire()
                #expect(try await server.final(id).status == "done")
                #expect(try await server.submit("y" + large.dropFirst()).status == 202)
            }
        }
    }

    /// A 429 that says when to come back, in all the ways the contract names.
    private func expectFull(_ reply: HTTPReply, limit: Int) throws {
        #expect(reply.status == 429)
        let problem = try reply.problem("queue-full")
        #expect(problem.queueDepth == limit && problem.queueLimit == limit)
        let seconds = try #require(reply.retryAfter)
        let milliseconds = try #require(problem.retryAfterMs)
        #expect((1...300).contains(seconds))
        #expect(milliseconds > 0 && milliseconds <= seconds * 1000 && milliseconds > (seconds - 1) * 1000 - 1000)
        #expect(reply.headers["cache-status"] == "precis; fwd=miss")
    }
}
