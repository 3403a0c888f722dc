import Analysis
import TestSupport
import Testing

/// What clients do with requests they have: cancel, try again, list.
@Suite("A client's own requests", .timeLimit(.minutes(3)))
struct OwnRequestsTests {
    private struct Page: Decodable {
        let requests: [StatusReply]
        let next: String?
    }

    @Test("a request that waits is cancelled, whoever waits for it is told, and no call is made for it")
    func cancelledWaiting() async throws {
        try await withTemporaryDirectory { directory in
            let gate = TestSignal("the provider goes on")
            let provider = ScriptedProvider(.held(by: gate))
            try await TestServer.with(
                directory: directory, provider: provider, settings: ["WORKERS": "1"]
            ) { server in
                let running = try await server.accepted("Running.")
                try await provider.until("it is at the provider") { $0.running == 1 }
                let waiting = try await server.accepted("Waiting.")
                async let told = server.final(waiting)
                let reply = try await server.client.request("DELETE", "/status/\(waiting)")
                #expect(reply.status == 200)
                #expect(try reply.document(StatusReply.self).status == "cancelled")
                #expect(try await told.status == "cancelled")
                #expect(
                    try await server.client.request("DELETE", "/status/\(waiting)").problem("already-final").status
                        == 409)
                gate.fire()
                #expect(try await server.final(running).status == "done")
                #expect(provider.record.items == 1)
                let figures = try await server.figures()
                #expect(figures.totals.cancelled == 1 && figures.totals.completed == 1)
            }
        }
    }

    @Test("a job goes on while one of its requests is left")
    func shared() async throws {
        try await withTemporaryDirectory { directory in
            let gate = TestSignal("the provider goes on")
            let provider = ScriptedProvider(.held(by: gate))
            try await TestServer.with(directory: directory, provider: provider) { server in
                let (first, second) = (try await server.accepted("A text."), try await server.accepted("A text."))
                try await provider.until("it is at the provider") { $0.running == 1 }
                #expect(try await server.client.request("DELETE", "/status/\(first)").status == 200)
                gate.fire()
                #expect(try await server.final(second).status == "done")
                #expect(try await server.final(first).result == nil)
                #expect(provider.record.calls.count == 1)
            }
        }
    }

    @Test("a failed request is tried again under its id, after a restart too, and done once")
    func retried() async throws {
        try await withTemporaryDirectory { directory in
            let id = try await TestServer.with(
                directory: directory, provider: ScriptedProvider(.failing(1, with: .refused("will not")))
            ) { server in
                let id = try await server.accepted("A text.")
                #expect(try await server.final(id).status == "error")
                return id
            }
            let provider = ScriptedProvider()
            try await TestServer.with(directory: directory, provider: provider) { server in
                let reply = try await server.client.post("/status/\(id)/retry", "")
                #expect(reply.status == 202 && reply.headers["location"] == "/status/\(id)")
                #expect(try reply.document(Receipt.self).requestId == id)
                #expect(try await server.final(id).result?.summary == summary(of: "A text."))
                let again = try await server.client.post("/status/\(id)/retry", "")
                #expect(try again.problem("not-failed").status == 409)
                #expect(provider.record.items == 1)
            }
        }
    }

    @Test("requests are listed with the newest first, in pages and by status, after a restart too")
    func listed() async throws {
        try await withTemporaryDirectory { directory in
            let ids = try await TestServer.with(directory: directory, provider: ScriptedProvider()) { server in
                var ids: [String] = []
                for number in 0..<5 {
                    let id = try await server.accepted("Text \(number).")
                    #expect(try await server.final(id).status == "done")
                    ids.insert(id, at: 0)
                }
                return ids
            }
            try await TestServer.with(directory: directory, provider: ScriptedProvider()) { server in
                var (listed, next) = ([StatusReply](), String?.none)
                repeat {
                    let page = try await server.client.get("/requests?limit=2" + (next.map { "&after=\($0)" } ?? ""))
                        .document(Page.self)
                    #expect(page.requests.count <= 2)
                    listed += page.requests
                    next = page.next
                } while next != nil
                #expect(listed.map(\.requestId) == ids)
                #expect(listed.allSatisfy { $0.status == "done" && $0.result == nil && $0.finishedAt != nil })
                let none = try await server.client.get("/requests?status=queued,processing,error,cancelled")
                #expect(try none.document(Page.self).requests.isEmpty)
                #expect(try await server.client.get("/requests?status=over").problem("invalid-request").status == 400)
            }
        }
    }
}
