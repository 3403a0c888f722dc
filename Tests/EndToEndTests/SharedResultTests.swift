import RedisClient
import TestSupport
import Testing

/// Results that servers share through Redis: a help when it is there, and never a hindrance.
@Suite("Shared results", .timeLimit(.minutes(5)))
struct SharedResultTests {
    @Test("another server with an empty journal answers from Redis, with a request of its own")
    func anotherServer() async throws {
        try await withTemporaryDirectory { directory in
            try await RedisProcess.with { redis in
                let (first, second) = (ScriptedProvider(), ScriptedProvider())
                try await Self.server(directory + "/first", first, redis) { server in
                    for id in try await atOnce(50, { try await server.accepted("text \($0)") }) {
                        _ = try await server.final(id)
                    }
                }
                try await Self.server(directory + "/second", second, redis) { server in
                    for number in 0..<50 {
                        let reply = try await server.submit("text \(number)")
                        #expect(reply.status == 200 && reply.headers["cache-status"] == "precis; hit")
                        let record = try reply.document(StatusReply.self)
                        #expect(record.cached == true && record.result?.summary == summary(of: "text \(number)"))
                        let followed = try await server.client.get("/status/\(record.requestId)")
                        #expect(followed.status == 200, "it can be asked for")
                        let again = try await server.submit("text \(number)").document(StatusReply.self)
                        #expect(again.requestId == record.requestId)
                    }
                    let cache = try await server.figures().cache
                    #expect((cache.hitsRedis, cache.hitsMemory, cache.misses) == (50, 50, 0))
                    #expect(cache.redis == "up")
                }
                #expect(first.record.items == 50 && second.record.items == 0)
            }
        }
    }

    @Test("no-cache works afresh and replaces the shared result; no-store shares nothing")
    func cacheControl() async throws {
        try await withTemporaryDirectory { directory in
            try await RedisProcess.with { redis in
                let (first, second) = (ScriptedProvider(), ScriptedProvider())
                try await Self.server(directory + "/first", first, redis) { server in
                    _ = try await server.final(server.accepted("public"))
                    _ = try await server.final(server.accepted("mine", headers: ["Cache-Control": "no-store"]))
                }
                try await Self.server(directory + "/second", second, redis) { server in
                    let fresh = try await server.submit("public", headers: ["Cache-Control": "no-cache"])
                    #expect(fresh.status == 202)
                    let mine = try await server.submit("mine")
                    #expect(mine.status == 202, "it was not to be stored")
                }
            }
        }
    }

    enum Trouble: String, CaseIterable, Sendable {
        case killed, stalled, slow, full
    }

    @Test(
        "Redis in trouble in mid-run: no submission fails or is slow, and after it is used again",
        arguments: Trouble.allCases)
    func trouble(_ trouble: Trouble) async throws {
        try await withTemporaryDirectory { directory in
            try await RedisProcess.with { redis in
                let provider = ScriptedProvider()
                try await Self.server(directory + "/first", provider, redis) { server in
                    try await server.expectQuick("before", 100)
                    let brake = try await Self.begin(trouble, at: redis)
                    try await server.expectQuick("during", 300)
                    if trouble == .killed || trouble == .stalled {
                        try await server.figures("it is seen to be away") { $0.cache.redis == "down" }
                    }
                    try await Self.end(trouble, at: redis, brake)
                    try await server.expectUsedAgain(directory: directory + "/other", redis)
                }
            }
        }
    }

    @Test("garbage under every key is no answer")
    func garbage() async throws {
        try await withTemporaryDirectory { directory in
            try await RedisProcess.with { redis in
                let client = RedisClient(
                    RedisConfiguration(address: RedisAddress(.tcp(host: "127.0.0.1", port: redis.port))))
                try await Self.server(directory + "/first", ScriptedProvider(), redis) { server in
                    try await server.expectQuick("text", 60)
                    try await redis.expectKeys(60, client)
                }
                let keys = try #require(await Self.keys(client))
                for (index, key) in keys.enumerated() {
                    let values: [RedisCommand] = [
                        RedisCommand("SET", key, "garbage"), RedisCommand("SET", key, ""),
                        RedisCommand("SET", key, String(repeating: "x", count: 3 << 20)),
                        RedisCommand("SETRANGE", key, 40, "y"), RedisCommand("DEL", key),
                        RedisCommand("RENAME", key, "elsewhere"),
                    ]
                    _ = try await client.send(values[index % values.count])
                    if index % values.count == 4 { _ = try await client.send(RedisCommand("RPUSH", key, "list")) }
                }
                let provider = ScriptedProvider()
                try await Self.server(directory + "/second", provider, redis) { server in
                    try await server.expectQuick("text", 60)
                    let cache = try await server.figures().cache
                    #expect(cache.hitsRedis == 0 && cache.misses == 60 && cache.redis == "up")
                }
                #expect(provider.record.items == 60)
                await client.close()
            }
        }
    }

    @Test("a server starts and works without the Redis it was told of")
    func absent() async throws {
        try await withTemporaryDirectory { directory in
            let provider = ScriptedProvider()
            // Nobody listens on port 1.
            let settings = ["REDIS_URL": "redis://127.0.0.1:1"]
            try await TestServer.with(directory: directory, provider: provider, settings: settings) { server in
                try await server.expectQuick("text", 100)
                try await server.figures("it is seen to be away") { $0.cache.redis == "down" }
            }
        }
    }

    private static func server(
        _ directory: String, _ provider: ScriptedProvider, _ redis: RedisProcess,
        _ body: @escaping @Sendable (TestServer) async throws -> Void
    ) async throws {
        try await TestServer.with(directory: directory, provider: provider, settings: settings(redis)) {
            try await body($0)
        }
    }

    fileprivate static func settings(_ redis: RedisProcess) -> [String: String] {
        ["REDIS_URL": "redis://127.0.0.1:\(redis.port)"]
    }

    private static func begin(_ trouble: Trouble, at redis: RedisProcess) async throws -> Task<Void, any Error>? {
        switch trouble {
        case .killed: try await redis.crash()
        case .stalled: redis.stall()
        case .slow: return redis.slowDown()
        case .full: try await redis.configure("maxmemory", "1")
        }
        return nil
    }

    private static func end(_ trouble: Trouble, at redis: RedisProcess, _ brake: Task<Void, any Error>?) async throws {
        switch trouble {
        case .killed: try await redis.start()
        case .stalled: redis.resume()
        case .slow:
            brake?.cancel()
            _ = await brake?.result
        case .full: try await redis.configure("maxmemory", "0")
        }
    }

    private static func keys(_ client: RedisClient) async throws -> [String]? {
        guard case .array(let keys) = try await client.send(RedisCommand("KEYS", "precis:result:*")) else { return nil }
        return keys.compactMap { $0.bytes.map { String(decoding: $0, as: UTF8.self) } }
    }
}

extension RedisProcess {
    /// Sets a parameter of the running server.
    fileprivate func configure(_ name: String, _ value: String) async throws {
        let client = RedisClient(RedisConfiguration(address: RedisAddress(.tcp(host: "127.0.0.1", port: port))))
        _ = try await client.send(RedisCommand("CONFIG", "SET", name, value))
        await client.close()
    }

    /// Keeps it so busy that every command of others waits for a tenth of a second or more, until cancelled.
    fileprivate func slowDown() -> Task<Void, any Error> {
        let address = RedisAddress(.tcp(host: "127.0.0.1", port: port))
        // Cancelled and awaited by the test that asked for it.
        return Task {
            let client = RedisClient(RedisConfiguration(address: address, commandTimeout: .seconds(20)))
            let busy = RedisCommand("EVAL", "for i = 1, 1e7 do end return 1", "0")
            while !Task.isCancelled { _ = try await client.send(busy) }
            await client.close()
        }
    }

    /// Returns once so many results are shared.
    fileprivate func expectKeys(_ count: Int, _ client: RedisClient) async throws {
        try await withTimeLimit("\(count) results are shared") {
            while try await client.send(RedisCommand("DBSIZE")) != .integer(count) { try Task.checkCancellation() }
        }
    }
}

extension TestServer {
    /// Submits so many texts, new to this server; each is answered soon, and done.
    fileprivate func expectQuick(_ name: String, _ count: Int) async throws {
        let replies = try await atOnce(count) { number in
            let clock = ContinuousClock.now
            let reply = try await submit("\(name) \(number)")
            return (reply, clock.duration(to: .now))
        }
        #expect(replies.allSatisfy { $0.0.status == 202 })
        // A look-up takes 50 ms at most, and there are hundreds at once on a machine that does other work.
        #expect(replies.allSatisfy { $0.1 < .seconds(3) }, "\(replies.map(\.1).max() ?? .zero)")
        for (number, reply) in replies.enumerated() {
            let record = try await final(reply.0.document(Receipt.self).requestId)
            #expect(record.status == "done" && record.result?.summary == summary(of: "\(name) \(number)"))
        }
    }

    /// What this server does now is shared again, sooner or later.
    fileprivate func expectUsedAgain(directory: String, _ redis: RedisProcess) async throws {
        let provider = ScriptedProvider()
        try await figures("it is seen to be back") { $0.cache.redis == "up" }
        try await withTimeLimit("results are shared again") {
            for attempt in 0... {
                let text = "again \(attempt)"
                _ = try await final(accepted(text))
                let isShared = try await TestServer.with(
                    directory: directory + "\(attempt)", provider: provider,
                    settings: SharedResultTests.settings(redis)
                ) { other in
                    try await other.submit(text).status == 200
                }
                if isShared { return }
                try Task.checkCancellation()
            }
        }
    }
}
