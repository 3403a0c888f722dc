import TestSupport
import Testing

@Suite("An Idempotency-Key", .timeLimit(.minutes(3)))
struct IdempotencyTests {
    private static let key = ["Idempotency-Key": #""key-1""#]

    @Test("makes the same submission twice the same request, done or not, over a restart too")
    func replay() async throws {
        try await withTemporaryDirectory { directory in
            let gate = TestSignal("the provider goes on")
            let provider = ScriptedProvider(.held(by: gate))
            let id = try await TestServer.with(directory: directory, provider: provider) { server in
                let first = try await server.submit("A text.", headers: Self.key)
                #expect(first.status == 202 && first.headers["idempotent-replayed"] == nil)
                let id = try first.document(Receipt.self).requestId
                let again = try await server.submit("A text.", headers: ["Idempotency-Key": "key-1"])
                #expect(again.status == 202 && again.headers["idempotent-replayed"] == "true")
                #expect(again.headers["cache-status"] != nil && again.retryAfter != nil)
                #expect(try again.document(Receipt.self).requestId == id, "quoted or not")
                let waiting = ["Idempotency-Key": "key-1", "Prefer": "wait=30"]
                async let waiter = server.submit("A text.", headers: waiting)
                gate.fire()
                let waited = try await waiter
                #expect(waited.status == 200 && waited.headers["idempotent-replayed"] == "true")
                #expect(try waited.document(StatusReply.self).requestId == id)
                return id
            }
            try await TestServer.with(directory: directory, provider: provider) { server in
                let done = try await server.submit("A text.", headers: Self.key)
                #expect(done.status == 200 && done.headers["idempotent-replayed"] == "true")
                let record = try done.document(StatusReply.self)
                #expect(record.requestId == id && record.result?.summary == summary(of: "A text."))
                #expect(try await server.figures().totals.accepted == 0)
            }
            #expect(provider.record.items == 1)
        }
    }

    @Test("used for another body is refused, and nothing is stored")
    func mismatch() async throws {
        try await withServer { server, provider in
            let id = try await server.accepted("A text.", headers: Self.key)
            #expect(try await server.final(id).status == "done")
            let other = try await server.submit("Another text.", headers: Self.key)
            #expect(other.status == 422 && other.headers["cache-status"] != nil)
            _ = try other.problem("idempotency-key-reused")
            #expect(provider.record.items == 1)
            #expect(try await server.figures().totals.accepted == 1)
        }
    }

    @Test("makes one request of many submissions at once; 409 only while the first is being stored")
    func atTheSameTime() async throws {
        try await withServer { server, provider in
            let replies = try await atOnce(100) { _ in try await server.submit("A text.", headers: Self.key) }
            var ids: Set<String> = []
            for reply in replies {
                if reply.status == 409 {
                    #expect(try reply.problem("idempotency-key-in-use").retryAfterMs != nil && reply.retryAfter != nil)
                } else {
                    #expect(reply.status == 202 || reply.status == 200)
                    ids.insert(try reply.document(RequestName.self).requestId)
                }
            }
            #expect(ids.count == 1)
            #expect(replies.count { $0.status < 300 && $0.headers["idempotent-replayed"] == nil } == 1)
            #expect(try await server.figures().totals.accepted == 1)
            let id = try #require(ids.first)
            #expect(try await server.final(id).status == "done" && provider.record.items == 1)
        }
    }

    private struct RequestName: Decodable {
        let requestId: String
    }

    @Test("is free again after a rejection")
    func rejectionsStoreNothing() async throws {
        try await withTemporaryDirectory { directory in
            let gate = TestSignal("the provider goes on")
            let provider = ScriptedProvider(.held(by: gate))
            let settings = ["QUEUE_MAX_JOBS": "1"]
            try await TestServer.with(directory: directory, provider: provider, settings: settings) { server in
                let id = try await server.accepted("First.")
                #expect(try await server.submit("Second.", headers: Self.key).status == 429)
                gate.fire()
                #expect(try await server.final(id).status == "done")
                #expect(try await server.submit("Third.", headers: Self.key).status == 202)
            }
        }
    }

    @Test("gives a submission a request of its own, though the answer is known")
    func ownRequest() async throws {
        try await withServer { server, provider in
            let id = try await server.accepted("A text.")
            #expect(try await server.final(id).status == "done")
            let keyed = try await server.submit("A text.", headers: Self.key)
            #expect(keyed.status == 200 && keyed.headers["cache-status"] == "precis; hit")
            let record = try keyed.document(StatusReply.self)
            #expect(record.cached == true && record.requestId != id)
            let again = try await server.submit("A text.", headers: Self.key)
            #expect(again.status == 200 && again.headers["idempotent-replayed"] == "true")
            #expect(try again.document(StatusReply.self).requestId == record.requestId)
            #expect(provider.record.items == 1)
        }
    }

    private func withServer(_ body: @escaping @Sendable (TestServer, ScriptedProvider) async throws -> Void)
        async throws
    {
        try await withTemporaryDirectory { directory in
            let provider = ScriptedProvider()
            try await TestServer.with(directory: directory, provider: provider) { try await body($0, provider) }
        }
    }
}
