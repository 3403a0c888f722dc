import Analysis
import BrokerConformance
import Jobs
import ProviderAccess
import TestSupport
import Testing
import Workers

/// The second of the chain stands in for the first.
@Suite struct WorkerPoolFallbackTests {
    @Test(
        "while the first provider is stopped, or silent for long, its fallback works, and marks what it makes",
        arguments: [ProviderError.limited(retryAfter: .seconds(3600)), .stopped("bad key"), .spent("no credit")])
    func standsIn(error: ProviderError) async throws {
        try await WorkerWorld.with(slots: 2, packSize: 1, fallback: .instant) { _ in
            .failing(.max, with: error)
        } _: { world in
            let ids = try await world.admit((1...6).map { "text \($0)" })
            try await world.working {
                try await world.pass(.seconds(30), untilDone: ids)
            }
            let records = try await world.records(of: ids)
            #expect(records.allSatisfy { $0.attempts == 0 })
            for record in records {
                let result = try #require(record.result)
                #expect(result.model == Sample.otherModel)
                #expect(String(decoding: result.json, as: UTF8.self).contains(#""degraded":true"#))
            }
            #expect(world.provider.record.calls.count <= 8, "three texts, a few that were on their way, and probes")
            #expect(world.pool.chain.models == [Sample.model, Sample.otherModel])
        }
    }

    @Test("a provider that is silent for a moment is waited for")
    func isWaitedFor() async throws {
        try await WorkerWorld.with(slots: 1, fallback: .instant) { _ in
            .failing(1, with: .limited(retryAfter: .seconds(20)))
        } _: { world in
            let ids = try await world.admit(["one", "two"])
            try await world.working { try await world.pass(.seconds(60), untilDone: ids) }
            #expect(world.fallback?.record.calls.isEmpty == true)
            #expect(world.pool.chain.models == [Sample.model])
        }
    }
}
