import GroqSimulator
import RedisClient
import TestSupport
import Testing

@Suite("Servers that share a provider through Redis", .timeLimit(.minutes(10)))
struct SharedPacingTests {
    @Test("use up its limit together, and no more", arguments: [2, 3])
    func together(servers: Int) async throws {
        try await RedisProcess.with { redis in
            let address = try RedisAddress(url: "redis://127.0.0.1:\(redis.port)")
            let client = RedisClient(RedisConfiguration(address: address))
            let cell = RedisCell(
                client: client, key: "limits", lifetime: .seconds(3600), timeout: .seconds(10))
            let run = try await PacingRun.shared(
                servers, RateLimits(requestsPerMinute: 60), packSize: 1, cell: cell)
            await client.close()
            let share = Double(run.statistics.calls - run.refused) / 600
            #expect(share >= 0.97, "\(share)")
            #expect(run.refused * 1000 <= run.statistics.calls, "\(run.refused) of \(run.statistics.calls)")
            #expect(run.done >= 500)
        }
    }
}
