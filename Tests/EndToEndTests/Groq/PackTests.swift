import TestSupport
import Testing

@Suite("Packs at a simulated Groq", .timeLimit(.minutes(5)))
struct PackTests {
    @Test("two thousand short texts are done, each with its own summary, in at most a quarter as many calls")
    func many() async throws {
        try await withTemporaryDirectory { directory in
            try await SimulatedGroq.with(directory: directory) { groq in
                try await TestServer.with(directory: directory, groq: groq) { server in
                    let ids = try await server.submitMarked(2000)
                    try await server.expectMarked(ids, attempts: 0)
                    let statistics = try await groq.statistics()
                    #expect(statistics.calls <= 500, "\(statistics.calls) calls")
                    #expect(statistics.documentsDistinct == 2000 && statistics.documentsRepeated == 0)
                    let totals = try await server.figures().totals
                    #expect(totals.providerCalls == statistics.calls && totals.completed == 2000)
                    #expect(totals.promptTokens == statistics.promptTokens)
                    #expect(totals.completionTokens == statistics.completionTokens)
                }
            }
        }
    }

    @Test("a lone text waits for no company, however long others would")
    func lone() async throws {
        try await withTemporaryDirectory { directory in
            try await SimulatedGroq.with(directory: directory) { groq in
                let settings = ["BATCH_MAX_WAIT": "7s"]
                try await TestServer.with(directory: directory, groq: groq, settings: settings) { server in
                    for number in 0..<3 {
                        let clock = ContinuousClock.now
                        let ids = try await server.submitMarked(1, "n\(number)")
                        try await server.expectMarked(ids, "n\(number)")
                        #expect(clock.duration(to: .now) < .seconds(5), "it did not wait for the window")
                    }
                    #expect(try await groq.statistics().calls == 3)
                }
            }
        }
    }

    @Test("three hundred equal submissions are one call with one document")
    func equal() async throws {
        try await withTemporaryDirectory { directory in
            try await SimulatedGroq.with(directory: directory) { groq in
                try await TestServer.with(directory: directory, groq: groq, connections: 300) { server in
                    let replies = try await atOnce(300) { _ in
                        try await server.submit("The one text that everybody sends, marker-one here.")
                    }
                    #expect(replies.allSatisfy { $0.status == 202 || $0.status == 200 })
                    for reply in replies {
                        let id = try reply.document(AnyAnswer.self).requestId
                        let record = try await server.final(id)
                        #expect(record.status == "done" && record.result?.summary.contains("marker-one") == true)
                    }
                    let statistics = try await groq.statistics()
                    #expect(statistics.calls == 1 && statistics.documentsSeen == 1)
                }
            }
        }
    }

    @Test("texts that begin alike do not share a call, and are all done")
    func alike() async throws {
        try await withTemporaryDirectory { directory in
            try await SimulatedGroq.with(directory: directory) { groq in
                try await TestServer.with(directory: directory, groq: groq) { server in
                    let opening = "Background: the aim of this study was to investigate how samples behave"
                    let ids = try await atOnce(40) { try await server.accepted("\(opening) as marker-\($0)x does.") }
                    for (number, id) in ids.enumerated() {
                        let record = try await server.final(id)
                        #expect(record.result?.summary.contains("marker-\(number)x ") == true)
                    }
                    #expect(try await groq.statistics().calls == 40)
                }
            }
        }
    }

    /// An answer with an id, whatever else it holds.
    private struct AnyAnswer: Decodable {
        let requestId: String
    }
}
