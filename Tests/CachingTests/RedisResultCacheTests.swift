import Analysis
import Caching
import Jobs
import RedisClient
import TestSupport
import Testing

@Suite struct RedisResultCacheTests {
    private let now = ManualTime.start
    private let fingerprint = Sample.fingerprint(of: Document(text: "A text."))

    /// Where the cache keeps the result of that text.
    private var key: String {
        "test:" + fingerprint.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// A cache whose look-ups have all the time they need.
    private func cache(
        of client: RedisClient, retention: Duration = .seconds(3600), timeout: Duration = .seconds(30)
    ) -> RedisResultCache {
        RedisResultCache(
            client: client, prefix: "test:", answerRetention: retention, findTimeout: timeout, keepTimeout: timeout)
    }

    private func shared(_ summary: String = "A summary.", madeAt: Timestamp = ManualTime.start) -> SharedResult {
        SharedResult(result: Sample.result(summary), madeAt: madeAt)
    }

    /// Gives the body a server and a client of it.
    private func withRedis(_ body: (RedisProcess, RedisClient) async throws -> Void) async throws {
        try await RedisProcess.with { server in
            let client = RedisClient(RedisConfiguration(address: RedisAddress(.unix(path: server.socketPath))))
            do { try await body(server, client) } catch {
                await client.close()
                throw error
            }
            await client.close()
        }
    }

    @Test("a result comes back as it was kept, to every cache on the server, and for its own text alone")
    func sharing() async throws {
        try await withRedis { server, client in
            let second = RedisClient(RedisConfiguration(address: RedisAddress(.unix(path: server.socketPath))))
            let (mine, theirs) = (cache(of: client), cache(of: second))
            #expect(await theirs.find(fingerprint, at: now) == nil)
            await mine.keep(shared(), to: fingerprint, at: now)
            #expect(await theirs.find(fingerprint, at: now) == shared())
            #expect(await mine.find(fingerprint, at: now) == shared())
            #expect(await mine.find(Sample.fingerprint(of: Document(text: "Another.")), at: now) == nil)
            await second.close()
        }
    }

    @Test("a result is given until it is as old as answers may be, wherever it was kept meanwhile")
    func age() async throws {
        try await withRedis { _, client in
            let cache = cache(of: client, retention: .seconds(3600))
            await cache.keep(shared(madeAt: now - .seconds(600)), to: fingerprint, at: now)
            #expect(await cache.find(fingerprint, at: now + .seconds(2999)) != nil)
            #expect(await cache.find(fingerprint, at: now + .seconds(3000)) == nil)
            let left = try #require(try await client.send(RedisCommand("PTTL", key)).number)
            #expect((2_900_000...3_000_000).contains(left), "the server drops it when its time is over")
        }
    }

    @Test("what is too old, or from too far in the future, is not kept and not given")
    func untimely() async throws {
        try await withRedis { _, client in
            let cache = cache(of: client, retention: .seconds(3600))
            for madeAt in [now - .seconds(3600), now - .seconds(9999), now + .seconds(61)] {
                await cache.keep(shared(madeAt: madeAt), to: fingerprint, at: now)
                let count = try await client.send(RedisCommand("EXISTS", key)).number
                #expect(count == 0)
            }
            await cache.keep(shared(madeAt: now + .seconds(60)), to: fingerprint, at: now)
            #expect(await cache.find(fingerprint, at: now) != nil)
            #expect(await cache.find(fingerprint, at: now - .seconds(1)) == nil)
        }
    }

    @Test("rubbish under a key is a miss, and the next result takes its place")
    func rubbish() async throws {
        try await withRedis { _, client in
            let cache = cache(of: client)
            await cache.keep(shared(), to: Sample.fingerprint(of: Document(text: "Another.")), at: now)
            let foreign = try #require(try await client.send(RedisCommand("KEYS", "*")).items?.first?.bytes)
            let spoilers = [
                RedisCommand("SET", key, "rubbish"), RedisCommand("SET", key, ""),
                RedisCommand("SETRANGE", key, 64 << 20, "huge"), RedisCommand("RPUSH", key, "a list"),
                RedisCommand("COPY", foreign, key),
            ]
            for spoiler in spoilers {
                _ = try await client.send(RedisCommand("DEL", key))
                _ = try await client.send(spoiler)
                #expect(await cache.find(fingerprint, at: now) == nil)
                await cache.keep(shared(), to: fingerprint, at: now)
                #expect(await cache.find(fingerprint, at: now) == shared())
            }
        }
    }

    @Test("a result as long as can be is shared, a longer one is not")
    func length() async throws {
        try await withRedis { _, client in
            let cache = cache(of: client)
            func result(of count: Int) -> SharedResult {
                let json = [UInt8](repeating: UInt8(ascii: " "), count: count)
                return SharedResult(result: StoredResult(json: json, model: Sample.model), madeAt: now)
            }
            await cache.keep(result(of: RedisResultCache.frameLimit), to: fingerprint, at: now)
            let count = try await client.send(RedisCommand("EXISTS", key)).number
            #expect(count == 0)
            await cache.keep(result(of: 1 << 20), to: fingerprint, at: now)
            #expect(await cache.find(fingerprint, at: now) == result(of: 1 << 20))
        }
    }

    @Test("a server without memory loses results, and no more")
    func noMemory() async throws {
        try await withRedis { _, client in
            let cache = cache(of: client)
            _ = try await client.send(RedisCommand("CONFIG", "SET", "maxmemory", "1"))
            await cache.keep(shared(), to: fingerprint, at: now)
            #expect(await cache.find(fingerprint, at: now) == nil)
            _ = try await client.send(RedisCommand("CONFIG", "SET", "maxmemory", "0"))
            await cache.keep(shared(), to: fingerprint, at: now)
            #expect(await cache.find(fingerprint, at: now) != nil)
        }
    }

    @Test("a server that stalls or is gone costs no look-up more than its timeout")
    func away() async throws {
        try await withRedis { server, client in
            let cache = cache(of: client, timeout: .milliseconds(50))
            _ = try await client.send(RedisCommand("PING"))
            server.stall()
            let spent = await ContinuousClock().measure {
                for _ in 0..<200 {
                    #expect(await cache.find(fingerprint, at: now) == nil)
                    await cache.keep(shared(), to: fingerprint, at: now)
                }
            }
            #expect(spent < .seconds(10), "the timeouts of all together are twenty seconds")
            try await server.crash()
            #expect(await cache.find(fingerprint, at: now) == nil)
        }
    }
}
