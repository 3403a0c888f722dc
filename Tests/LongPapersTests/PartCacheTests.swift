import Analysis
import Jobs
import TestSupport
import Testing

@testable import LongPapers

@Suite struct PartCacheTests {
    private let time = ManualTime()
    private let analysis = Sample.analysis(of: Document(text: "A part."))

    private func cache(_ capacity: Int = 100_000, shared: (any ResultCache)? = nil) -> PartCache {
        PartCache(capacity: capacity, retention: .seconds(100), model: Sample.model, shared: shared, time: time)
    }

    private func key(_ number: Int) -> Fingerprint { Sample.fingerprint(of: Document(text: "part \(number)")) }

    @Test("an analysis is found again, as long as answers are kept")
    func memory() async {
        let cache = cache()
        await cache.keep(analysis, for: key(1))
        #expect(await cache.find(key(1)) == analysis)
        #expect(await cache.find(key(2)) == nil)
        time.advance(by: .seconds(100))
        #expect(await cache.find(key(1)) == nil)
    }

    @Test("the memory is bounded, and what is used stays")
    func bounded() async {
        let cache = cache(20_000)
        await cache.keep(analysis, for: key(0))
        for number in 1...200 {
            await cache.keep(analysis, for: key(number))
            #expect(await cache.find(key(0)) == analysis, "used after every other")
        }
        var found = 0
        for number in 1...200 where await cache.find(key(number)) != nil { found += 1 }
        #expect(1...40 ~= found)
    }

    @Test("what is larger than half of the memory is not kept")
    func oversized() async {
        let cache = cache(1000)
        await cache.keep(analysis, for: key(1))
        #expect(await cache.find(key(1)) == nil)
    }

    @Test("other servers share what they have read, of the same model and under its own key only")
    func shared() async throws {
        let results = KeptResults()
        await cache(shared: results).keep(analysis, for: key(1))
        #expect(await cache(shared: results).find(key(1)) == analysis)
        let kept = try #require(results.kept.value[key(1)])
        results.kept.change { $0[key(2)] = kept }
        #expect(await cache(shared: results).find(key(2)) == nil, "it is another's")
        let other = StoredResult(json: kept.result.json, model: Sample.otherModel)
        results.kept.change { $0[key(1)] = SharedResult(result: other, madeAt: kept.madeAt) }
        #expect(await cache(shared: results).find(key(1)) == nil, "another model made it")
        results.kept.change { $0[key(1)] = SharedResult(result: Sample.result(), madeAt: kept.madeAt) }
        #expect(await cache(shared: results).find(key(1)) == nil, "it is no part's")
    }

    @Test("what was shared keeps its age")
    func age() async {
        let results = KeptResults()
        await cache(shared: results).keep(analysis, for: key(1))
        time.advance(by: .seconds(60))
        let cache = cache(shared: results)
        #expect(await cache.find(key(1)) == analysis)
        results.kept.change { $0 = [:] }
        time.advance(by: .seconds(40))
        #expect(await cache.find(key(1)) == nil)
    }
}

/// Keeps what it is given.
final class KeptResults: ResultCache {
    let kept = Watched<[Fingerprint: SharedResult]>([:])

    func find(_ fingerprint: Fingerprint, at now: Timestamp) async -> SharedResult? { kept.value[fingerprint] }

    func keep(_ result: SharedResult, to fingerprint: Fingerprint, at now: Timestamp) async {
        kept.change { $0[fingerprint] = result }
    }
}
