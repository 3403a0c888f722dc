import Analysis
import BrokerConformance
import Jobs
import TestSupport
import Testing

@Suite struct WorkerPoolSharingTests {
    @Test("a result is shared once it is stored, and never one that was not to be stored")
    func sharing() async throws {
        let results = RecordedResults()
        try await WorkerWorld.with(slots: 1, results: results) { world in
            let text = try await world.admit(["shared"])
            let others = [
                try await world.fixture.admit("fresh", sharing: .fresh),
                try await world.fixture.admit("unstored", sharing: .unstored),
                try await world.fixture.admit("isolated", sharing: .isolated),
            ]
            try await world.working { try await world.pass(.seconds(60), untilDone: text + others) }
            try await results.kept.until("both are shared") { $0.count == 2 }
            for word in ["shared", "fresh"] {
                let kept = try #require(results.kept.value[Sample.fingerprint(of: Document(text: word))])
                #expect(kept.result.model == Sample.model)
                #expect(String(decoding: kept.result.json, as: UTF8.self).contains("About: \(word)"))
                #expect(world.fixture.isNow(kept.madeAt))
            }
        }
        #expect(results.kept.value.count == 2)
    }

    @Test("what failed is not shared")
    func failures() async throws {
        let results = RecordedResults()
        try await WorkerWorld.with(slots: 1, results: results) { _ in
            .failing(1, with: .refused("no"))
        } _: { world in
            let ids = try await world.admit(["one"])
            try await world.working {
                try await world.fixture.pass(.seconds(60)) { try await world.states(of: ids) == [.error] }
            }
        }
        #expect(results.kept.value.isEmpty)
    }
}

/// Remembers what it is given, and finds nothing.
private final class RecordedResults: ResultCache {
    let kept = Watched<[Fingerprint: SharedResult]>([:])

    func find(_ fingerprint: Fingerprint, at now: Timestamp) async -> SharedResult? { nil }

    func keep(_ result: SharedResult, to fingerprint: Fingerprint, at now: Timestamp) async {
        kept.change { $0[fingerprint] = result }
    }
}
