import Foundation
import TestSupport
import Testing

@Suite("The documents", .timeLimit(.minutes(3)))
struct DocumentTests {
    /// Every member that `GET /status` must have, as a path; those that may be missing are not here.
    private static let members: Set<String> = [
        "status", "version", "uptime_seconds", "durability",
        "process.resident_bytes", "process.cpu_seconds", "process.open_files",
        "process.log_lines_lost",
        "queue.depth", "queue.running", "queue.limit", "queue.bytes", "queue.bytes_limit", "queue.oldest_age_seconds",
        "queue.paused",
        "workers.limit", "workers.busy",
        "cache.hits_memory", "cache.hits_redis", "cache.hits_journal", "cache.misses", "cache.coalesced",
        "cache.entries",
        "cache.bytes", "cache.redis",
        "providers.name", "providers.model", "providers.state", "providers.calls", "providers.errors",
        "providers.prompt_tokens", "providers.completion_tokens", "providers.cached_tokens", "providers.waits",
        "providers.waited_seconds", "providers.concurrency", "providers.latency_seconds.p50",
        "providers.latency_seconds.p95", "providers.latency_seconds.p99",
        "throughput.accepted_per_second", "throughput.completed_per_second", "throughput.rejected_per_second",
        "latency_seconds.submit_to_done.p50", "latency_seconds.submit_to_done.p95",
        "latency_seconds.submit_to_done.p99",
        "latency_seconds.provider.p50", "latency_seconds.provider.p95", "latency_seconds.provider.p99",
        "totals.accepted", "totals.completed", "totals.failed", "totals.cancelled", "totals.rejected", "totals.retries",
        "totals.provider_calls", "totals.prompt_tokens", "totals.completion_tokens",
    ]

    @Test("GET /status has every member of the contract, idle and after work, and no other")
    func serverStatus() async throws {
        try await withServer { server in
            for isIdle in [true, false] {
                if !isIdle { #expect(try await server.final(server.accepted("A text.")).status == "done") }
                let reply = try await server.client.get("/status")
                #expect(reply.status == 200 && reply.headers["content-type"] == "application/json")
                let found = try members(of: reply)
                #expect(found == Self.members, "\(found.symmetricDifference(Self.members)), idle: \(isIdle)")
            }
            let figures = try await server.figures()
            #expect(figures.status == "ok" && figures.queue.limit == 10_000 && figures.totals.providerCalls == 1)
        }
    }

    @Test("a finished request has every member of the contract, and no other")
    func requestStatus() async throws {
        try await withServer { server in
            let accepted = try await server.client.post(
                "/analyze", #"{"text": "A text.", "ref": "r", "priority": "low"}"#)
            #expect(try members(of: accepted) == ["request_id", "ref", "status", "position", "status_url"])
            let receipt = try accepted.document(Receipt.self)
            #expect(receipt.ref == "r" && accepted.headers["location"] == receipt.statusUrl)
            #expect(receipt.requestId.count == 32 && receipt.requestId.allSatisfy { "0123456789abcdef".contains($0) })

            let reply = try await server.client.get(receipt.statusUrl + "?wait=30")
            let usage: Set<String> = ["result.usage.prompt_tokens", "result.usage.completion_tokens"]
            let result = ["summary", "key_points", "methods", "limitations", "keywords", "provider", "model"]
            let own = [
                "request_id", "ref", "status", "priority", "submitted_at", "started_at", "finished_at", "attempts",
            ]
            #expect(try members(of: reply) == usage.union(own).union(result.map { "result." + $0 }))
            let record = try reply.document(StatusReply.self)
            #expect(record.ref == "r" && record.priority == "low" && record.attempts == 0)
            let times = try [record.submittedAt, record.startedAt, record.finishedAt].map { text in
                try Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(try #require(text))
            }
            #expect(times == times.sorted())
        }
    }

    @Test("every answer has an X-Request-ID: the caller's when it is sane, else one of our own")
    func exchangeIdentifier() async throws {
        try await withServer { server in
            let long = String(repeating: "x", count: 129)
            for (sent, isKept) in [
                ("job-1_a.B", true), ("a b", false), ("<script>", false), (long, false), ("", false),
            ] {
                for path in ["/health", "/nowhere", "/status/" + String(repeating: "f", count: 32)] {
                    let reply = try await server.client.get(path, headers: ["X-Request-ID": sent])
                    let own = try #require(reply.headers["x-request-id"])
                    #expect((own == sent) == isKept && !own.isEmpty)
                    #expect(reply.headers.all("x-request-id").count == 1)
                    #expect(reply.headers["server-timing"]?.contains("dur=") == true)
                }
            }
        }
    }

    @Test("HEAD answers as GET does, without a body", arguments: ["/status", "/health", "/ready", "id", "/nowhere"])
    func head(_ path: String) async throws {
        try await withServer { server in
            let id = try await server.accepted("A text.")
            #expect(try await server.final(id).status == "done")
            let path = path == "id" ? "/status/" + id : path
            let get = try await server.client.get(path)
            let connection = try await HTTPConnection.connect(port: server.port)
            for method in ["HEAD", "GET"] {
                try await connection.send("\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
            }
            let head = try await connection.readReply(to: "HEAD")
            #expect(head.status == get.status)
            // A body after the head would be taken for the next answer.
            #expect(try await connection.readReply().status == get.status)
            await connection.close()
            for name in ["content-type", "etag", "cache-control"] { #expect(head.headers[name] == get.headers[name]) }
            let length = try #require(head.headers["content-length"].flatMap { Int($0) })
            // The figures change from one to the other.
            #expect(path == "/status" ? length > 0 : length == get.body.count)
        }
    }

    private func withServer(_ body: @escaping @Sendable (TestServer) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            try await TestServer.with(directory: directory, provider: ScriptedProvider()) { try await body($0) }
        }
    }

    /// The paths of all values that are no objects; those of an array of objects count once.
    private func members(of reply: HTTPReply) throws -> Set<String> {
        var found: Set<String> = []
        func visit(_ value: Any, _ path: String) {
            if let object = value as? [String: Any] {
                for (name, member) in object { visit(member, path.isEmpty ? name : path + "." + name) }
            } else if let array = value as? [[String: Any]] {
                for element in array { visit(element, path) }
            } else {
                found.insert(path)
            }
        }
        visit(try JSONSerialization.jsonObject(with: Data(reply.body)), "")
        return found
    }
}
