import Analysis
import Jobs
import TestSupport
import Testing

@Suite("Cache-Control", .timeLimit(.minutes(3)))
struct CacheControlTests {
    private static let noCache = ["Cache-Control": "no-cache", "Prefer": "wait=30"]
    private static let noStore = ["Cache-Control": "max-age=0, No-Store", "Prefer": "wait=30"]
    private static let wait = ["Prefer": "wait=30"]

    @Test("no-cache works afresh, and its result answers from then on")
    func fresh() async throws {
        try await withServer { server in
            try await expect("answer 1", "precis; fwd=miss", server, Self.wait)
            try await expect("answer 1", "precis; hit", server, Self.wait)
            try await expect("answer 1", "precis; hit", server, Self.wait)
            try await expect("answer 2", "precis; fwd=request", server, Self.noCache)
            try await expect("answer 2", "precis; hit", server, Self.wait)
            try await expect("answer 2", "precis; hit", server, Self.wait)
        }
    }

    @Test("no-store keeps the answer to itself, and may read a stored one")
    func unstored() async throws {
        try await withServer { server in
            try await expect("answer 1", "precis; fwd=miss", server, Self.noStore)
            try await expect("answer 2", "precis; fwd=miss", server, Self.wait)
            try await expect("answer 2", "precis; hit", server, Self.noStore)
            try await expect("answer 2", "precis; hit", server, Self.wait)
        }
    }

    @Test(
        "no-cache with no-store neither reads a stored answer nor stores its own",
        arguments: [
            "no-cache, no-store", "No-Store ,NO-CACHE", "no-store, max-age=0, no-cache=\"\"",
        ])
    func isolated(_ directives: String) async throws {
        try await withServer { server in
            let headers = ["Cache-Control": directives, "Prefer": "wait=30"]
            try await expect("answer 1", "precis; fwd=request", server, headers)
            try await expect("answer 2", "precis; fwd=miss", server, Self.wait)
            try await expect("answer 3", "precis; fwd=request", server, headers)
            try await expect("answer 2", "precis; hit", server, Self.wait)
        }
    }

    @Test("keeps fresh and unstored submissions apart from equal work in flight")
    func apart() async throws {
        try await withTemporaryDirectory { directory in
            let gate = TestSignal("the provider goes on")
            let provider = ScriptedProvider(.held(by: gate))
            try await TestServer.with(directory: directory, provider: provider) { server in
                var ids: [String] = []
                for directive in ["no-cache", "no-store", "no-cache, no-store", "no-store", "max-age=60", "private"] {
                    let reply = try await server.submit("A text.", headers: ["Cache-Control": directive])
                    let shares = directive == "private"
                    #expect((reply.headers["cache-status"]?.hasSuffix("collapsed") == true) == shares, "\(directive)")
                    ids.append(try reply.document(Receipt.self).requestId)
                }
                gate.fire()
                for id in ids { #expect(try await server.final(id).status == "done") }
                #expect(provider.record.items == 5)
            }
        }
    }

    @Test("no submission is answered for other options, and equal texts are one however they are written")
    func whatIsEqual() async throws {
        try await withServer { server in
            try await expect("answer 1", "precis; fwd=miss", server, Self.wait, #"{"text": "Caf\u00e9 one.\r\nTwo."}"#)
            try await expect("answer 1", "precis; hit", server, Self.wait, #"{"text": "\nCafe\u0301 one. \nTwo.\n\n"}"#)
            let long = #"{"text": "Café one.\nTwo.", "options": {"length": "long"}}"#
            try await expect("answer 2", "precis; fwd=miss", server, Self.wait, long)
            let medium =
                #"{"text": "Café one.\nTwo.", "options": {"length": "medium", "focus": " "}, "priority": "low"}"#
            try await expect("answer 1", "precis; hit", server, Self.wait, medium)
            try await expect("answer 3", "precis; fwd=miss", server, Self.wait, #"{"title": "Café one.\nTwo."}"#)
        }
    }

    @Test("a submission with a ref gets a request of its own from the cache")
    func ownReference() async throws {
        try await withServer { server in
            try await expect("answer 1", "precis; fwd=miss", server, Self.wait)
            for ref in ["a", "b"] {
                let reply = try await server.client.post("/analyze", #"{"text": "A text.", "ref": "\#(ref)"}"#)
                let record = try reply.document(StatusReply.self)
                #expect(reply.status == 200 && record.ref == ref && record.cached == true)
                #expect(try await server.final(record.requestId).ref == ref)
            }
        }
    }

    private func expect(
        _ answer: String, _ cacheStatus: String, _ server: TestServer, _ headers: [String: String],
        _ body: String = #"{"text": "A text."}"#, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let reply = try await server.client.post("/analyze", body, headers: headers)
        #expect(reply.status == 200, sourceLocation: sourceLocation)
        #expect(reply.headers["cache-status"] == cacheStatus, sourceLocation: sourceLocation)
        let record = try reply.document(StatusReply.self)
        #expect(record.result?.summary == answer, sourceLocation: sourceLocation)
        #expect((record.cached == true) == (cacheStatus == "precis; hit"), sourceLocation: sourceLocation)
    }

    /// Every answer of the provider is another one, by its number.
    private func withServer(_ body: @escaping @Sendable (TestServer) async throws -> Void) async throws {
        let count = Watched(0)
        let provider = ScriptedProvider(
            ProviderBehaviour { items in
                ProviderReply(
                    items.map { _ in
                        let number = count.change { count in
                            count += 1
                            return count
                        }
                        let analysis = Analysis(
                            summary: "answer \(number)", keyPoints: [], methods: "", limitations: "", keywords: [])
                        return .analysis(analysis, TokenUsage(prompt: 1, completion: 1))
                    })
            })
        try await withTemporaryDirectory { directory in
            try await TestServer.with(directory: directory, provider: provider) { try await body($0) }
        }
    }
}
