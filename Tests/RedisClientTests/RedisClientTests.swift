import RedisClient
import TestSupport
import Testing

@Suite struct RedisClientTests {
    @Test("every kind of reply arrives as what it is")
    func replies() async throws {
        try await RedisProcess.with { server in
            try await ObservedClient.with(server.address) { world in
                let client = world.client
                #expect(try await client.send(RedisCommand("SET", "a", "1")) == .status("OK"))
                #expect(try await client.send(RedisCommand("INCRBY", "a", 41)) == .integer(42))
                #expect(try await client.send(RedisCommand("GET", "a")).text == "42")
                #expect(try await client.send(RedisCommand("GET", "b")) == .null)
                let script = "return {1, 'two', {redis.status_reply('three'), false}, redis.error_reply('BAD luck')}"
                let parts = try await client.send(RedisCommand("EVAL", script, 0)).items
                #expect(
                    parts == [
                        .integer(1), .string(Array("two".utf8)), .array([.status("three"), .null]),
                        .error(RedisRefusal(message: "BAD luck")),
                    ])
                #expect(
                    try await client.send(RedisCommand("MGET", "b", "a")).items == [.null, .string(Array("42".utf8))])
                #expect(try await client.send(RedisCommand("LRANGE", "none", 0, -1)) == .array([]))
            }
        }
    }

    @Test("bytes are bytes: every value, nothing at all, and a megabyte", arguments: [0, 1, 256, 1 << 20])
    func binary(count: Int) async throws {
        try await RedisProcess.with { server in
            try await ObservedClient.with(server.address) { world in
                let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
                _ = try await world.client.send(RedisCommand("SET", bytes, bytes))
                #expect(try await world.client.send(RedisCommand("GET", bytes)).bytes == bytes)
            }
        }
    }

    @Test("a refusal is thrown, shows no text of the command, and harms nothing else")
    func refusal() async throws {
        try await RedisProcess.with { server in
            try await ObservedClient.with(server.address) { world in
                _ = try await world.client.send(RedisCommand("SET", "text", "a secret text"))
                let error = await world.failure(of: RedisCommand("LPUSH", "text", "x"))
                guard case .refused(let refusal) = error else {
                    Issue.record("expected a refusal, not \(String(describing: error))")
                    return
                }
                #expect(refusal.code == "WRONGTYPE")
                let unknown = await world.failure(of: RedisCommand("NONSENSE", "a secret text"))
                #expect("\(String(describing: unknown))".contains("ERR"))
                #expect(!"\(String(describing: unknown))".contains("secret"))
                #expect(try await world.client.send(RedisCommand("GET", "text")).text == "a secret text")
                #expect(world.states.value == [.up])
            }
        }
    }

    @Test("ten thousand commands at once are answered, each with its own reply")
    func many() async throws {
        try await RedisProcess.with { server in
            try await ObservedClient.with(server.address) { world in
                let wrong = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for number in 0..<10_000 {
                        group.addTask { try await world.client.send(RedisCommand("ECHO", number)).text != "\(number)" }
                    }
                    return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(wrong == 0)
                #expect(world.client.waiting == 0)
            }
        }
    }

    @Test("what is asked while a round trip is under way goes out together")
    func pipelining() async throws {
        try await RedisProcess.with { server in
            try await ObservedClient.with(server.address) { observer in
                try await ObservedClient.with(server.address) { world in
                    try await world.untilUp()
                    let before = try await reads(observer.client)
                    server.stall()
                    try await withThrowingTaskGroup { group in
                        for count in 1...200 {
                            group.addTask { _ = try await world.client.send(RedisCommand("INCR", "count")) }
                            if count == 1 { try await world.untilWaiting(1) }
                        }
                        try await world.untilWaiting(200)
                        server.resume()
                        try await group.waitForAll()
                    }
                    #expect(try await reads(observer.client) - before < 20)
                    #expect(try await world.client.send(RedisCommand("GET", "count")).text == "200")
                }
            }
        }
    }

    @Test("more than a batch holds takes several round trips, and all arrive")
    func largeBatches() async throws {
        try await RedisProcess.with { server in
            try await ObservedClient.with(server.address) { world in
                try await world.untilUp()
                server.stall()
                let lengths = try await withThrowingTaskGroup(of: Int?.self) { group in
                    for number in 0..<60 {
                        let value = [UInt8](repeating: 7, count: 200_000 + number)
                        group.addTask { try await world.client.send(RedisCommand("APPEND", number, value)).number }
                    }
                    try await world.untilWaiting(60)
                    server.resume()
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(Set(lengths) == Set((0..<60).map { 200_000 + $0 }))
            }
        }
    }

    /// How often the server has read from a socket.
    private func reads(_ client: RedisClient) async throws -> Int {
        let figures = try #require(try await client.send(RedisCommand("INFO", "stats")).text)
        let line = figures.split(whereSeparator: \.isNewline).first { $0.hasPrefix("total_reads_processed:") }
        return try #require(line?.split(separator: ":").last.flatMap { Int($0) })
    }
}
