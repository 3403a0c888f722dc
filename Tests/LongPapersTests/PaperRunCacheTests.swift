import Analysis
import Jobs
import TestSupport
import Testing

@testable import LongPapers

@Suite struct PaperRunCacheTests {
    private static func parts(_ world: PaperWorld) -> PartCache {
        PartCache(capacity: 1 << 20, retention: .seconds(1000), model: Sample.model, time: world.time)
    }

    @Test("a revised paper costs only what is new in it")
    func revised() async throws {
        let sections = (1...8).map { PaperText.section($0, sentences: 25) }
        let world = try await PaperWorld(sections.joined(separator: "\n\n"))
        let parts = Self.parts(world)
        _ = try await world.run(try await world.lease(), callLimit: 1200, parts: parts)
        var revised = sections
        revised[5] = PaperText.section(6, sentences: 24)
        let second = try await PaperWorld(revised.joined(separator: "\n\n"))
        let spy = CheckpointSpy(second.broker)
        let lease = try await second.lease()
        let result = try #require(
            try await second.run(lease, callLimit: 1200, broker: spy, parts: parts).result)
        #expect(PaperText.matters(in: result.analysis.summary) == PaperText.matters(8))
        #expect(second.readTexts.count == 1)
        #expect(second.readTexts.allSatisfy { $0.contains("matter6x") })
        let calls = second.provider.record.calls.count
        #expect(result.usage.prompt == 100 * calls, "what was not called for costs nothing")
        let parted = try second.plan(of: lease, callLimit: 1200).parts.count
        #expect(spy.kept.value.count == parted + second.merges)
    }

    @Test(
        "what must be worked on afresh is not looked up, but kept; what is not to be stored is neither",
        arguments: [Submission.Sharing.fresh, .unstored, .isolated])
    func sharing(sharing: Submission.Sharing) async throws {
        let text = PaperText.sections(8, sentences: 25)
        let first = try await PaperWorld(text, sharing: sharing)
        let parts = Self.parts(first)
        let keys = PaperKeys(profile: PaperWorld.profile, options: AnalysisOptions())
        let lease = try await first.lease()
        let documents = try first.plan(of: lease).parts
        await parts.keep(Sample.analysis(of: documents[0]), for: keys.part(documents[0]))
        _ = try await first.run(lease, parts: parts)
        #expect(first.readTexts.count == documents.count, "nothing is looked up")
        let last = await parts.find(keys.part(documents[documents.count - 1]))
        #expect((last != nil) == (sharing == .fresh))
    }
}
