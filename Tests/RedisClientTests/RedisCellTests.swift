import RedisClient
import TestSupport
import Testing

@Suite struct RedisCellTests {
    private func cell(_ server: RedisProcess, _ client: RedisClient) -> RedisCell {
        RedisCell(client: client, key: "cell", lifetime: .seconds(60), timeout: .seconds(5))
    }

    private func client(_ server: RedisProcess) throws -> RedisClient {
        RedisClient(RedisConfiguration(address: try RedisAddress(url: "redis://127.0.0.1:\(server.port)")))
    }

    @Test("of those who change it at the same time one wins, and the others see what it wrote")
    func race() async throws {
        try await RedisProcess.with { server in
            let client = try client(server)
            let cell = cell(server, client)
            let winners = await withTaskGroup(of: Int.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        var wins = 0
                        for _ in 0..<50 {
                            guard let old = await cell.read() else { return -1 }
                            let count = Int(String(decoding: old.value, as: UTF8.self)) ?? 0
                            if await cell.replace(old.value, with: Array("\(count + 1)".utf8))?.isDone == true {
                                wins += 1
                            }
                        }
                        return wins
                    }
                }
                return await group.reduce(0, +)
            }
            let content = await cell.read()
            #expect(content.map { String(decoding: $0.value, as: UTF8.self) } == "\(winners)", "no change is lost")
            #expect(winners >= 50)
            await client.close()
        }
    }

    @Test("it tells the server's time, and keeps a value for its lifetime only")
    func timeAndLifetime() async throws {
        try await RedisProcess.with { server in
            let client = try client(server)
            let cell = cell(server, client)
            let empty = try #require(await cell.read())
            #expect(empty.value.isEmpty && empty.time > 1_700_000_000_000_000)
            #expect(await cell.replace([], with: Array("new".utf8))?.isDone == true)
            let beaten = try #require(await cell.replace([], with: Array("other".utf8)))
            #expect(!beaten.isDone && beaten.content.value == Array("new".utf8))
            #expect(try #require(await cell.replace(beaten.content.value, with: beaten.content.value)).isDone)
            let left = try await client.send(RedisCommand("PTTL", "cell")).number ?? 0
            #expect(1...60_000 ~= left)
            #expect(try #require(await cell.read()).time >= empty.time)
            await client.close()
        }
    }

    @Test("a server that is away, or a key of another kind, is no value")
    func away() async throws {
        try await RedisProcess.with { server in
            let client = try client(server)
            let cell = cell(server, client)
            _ = try await client.send(RedisCommand("LPUSH", "cell", "x"))
            #expect(await cell.read() == nil)
            #expect(await cell.replace([], with: [1])?.isDone == nil)
            try await server.crash()
            #expect(await cell.read() == nil)
            await client.close()
        }
    }
}
