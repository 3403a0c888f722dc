import Analysis
import Jobs
import ProviderAccess
import TestSupport
import Testing

@testable import LongPapers

@Suite struct PaperRunTests {
    @Test("every part is read once, and the result names every section's matter", arguments: [1, 4])
    func whole(parallel: Int) async throws {
        let world = try await PaperWorld(PaperText.sections(12, sentences: 30))
        let lease = try await world.lease()
        let plan = try world.plan(of: lease)
        #expect(plan.parts.count > 3)
        let result = try #require(try await world.run(lease, parallel: parallel).result)
        #expect(PaperText.matters(in: result.analysis.summary) == PaperText.matters(12))
        #expect(world.readTexts.sorted() == plan.parts.compactMap(\.text).sorted())
        #expect(world.provider.record.mostAtOnce <= parallel)
    }

    @Test("a paper that is one part is read as a whole, and merged with nothing")
    func onePart() async throws {
        let world = try await PaperWorld(PaperText.sections(1, sentences: 3))
        let result = try #require(try await world.run(try await world.lease()).result)
        #expect(PaperText.matters(in: result.analysis.summary) == PaperText.matters(1))
        #expect(world.provider.record.calls.map { $0.map(\.work) } == [[.read]])
    }

    @Test("parts say which they are")
    func numbers() async throws {
        let world = try await PaperWorld(PaperText.sections(4, sentences: 100))
        _ = try await world.run(try await world.lease())
        let works = world.provider.record.calls.flatMap { $0 }.filter { !$0.isMerge }.map(\.work)
        #expect(works.count > 3)
        #expect(works == (1...works.count).map { .readPart($0, of: works.count) })
    }

    @Test("many analyses are merged in several rounds, and none is lost")
    func rounds() async throws {
        let provider = PaperProvider(sizing: CallSizing(perCall: 100, perItem: 200))
        let world = try await PaperWorld(PaperText.sections(40, sentences: 20), provider: provider)
        let outcome = try await world.run(try await world.lease(), callLimit: 900, parallel: 3)
        #expect(PaperText.matters(in: try #require(outcome.result).analysis.summary) == PaperText.matters(40))
        let merged = provider.record.calls.flatMap { $0 }.compactMap { item -> Int? in
            if case .merge(let analyses) = item.work { analyses.count } else { nil }
        }
        #expect(merged.count > 4, "more than one merge is more than one round")
        #expect(merged.allSatisfy { $0 > 1 })
        for call in provider.record.calls { #expect(provider.tokens(of: call) <= 900) }
    }

    @Test("usage adds up over all calls")
    func usage() async throws {
        let world = try await PaperWorld(PaperText.sections(8, sentences: 40))
        let usage = try #require(try await world.run(try await world.lease()).result).usage
        let calls = world.provider.record.calls.count
        #expect(usage == TokenUsage(prompt: 100 * calls, completion: 10 * calls, cached: calls))
    }

    @Test("progress is of parts and merges, grows with each, and ends complete")
    func progress() async throws {
        let world = try await PaperWorld(PaperText.sections(8, sentences: 40))
        let spy = CheckpointSpy(world.broker)
        _ = try await world.run(try await world.lease(), broker: spy)
        let kept = spy.kept.value
        #expect(kept.map(\.part) == Array(1...kept.count))
        #expect(Set(kept.map(\.total)) == [kept.count])
        #expect(kept.count == world.provider.record.items)
        #expect(try await world.progress() == RequestRecord.Progress(done: kept.count, total: kept.count))
    }

    @Test("parts with the same text are read once")
    func equal() async throws {
        let section = "## Same\n" + PaperText.section(1, sentences: 25).split(separator: "\n", maxSplits: 1)[1]
        let world = try await PaperWorld([section, section, section, section].joined(separator: "\n\n"))
        let lease = try await world.lease()
        #expect(Set(try world.plan(of: lease, callLimit: 1200).parts).count == 1)
        let spy = CheckpointSpy(world.broker)
        #expect(try await world.run(lease, callLimit: 1200, broker: spy).name == "done")
        #expect(Set(world.readTexts).count == world.readTexts.count)
        #expect(spy.kept.value.last?.total == spy.kept.value.count)
    }

    @Test("small parts share a call, as far as they may and fit", arguments: [true, false])
    func packed(mayShare: Bool) async throws {
        let company = mayShare ? ScriptedProvider.Company.any : ScriptedProvider.Company { _ in [0] }
        let provider = PaperProvider(packSize: 4, sizing: CallSizing(perCall: 100, perItem: 50), company: company)
        let text = [5, 95, 5, 95, 5, 95].enumerated().map { PaperText.section($0 + 1, sentences: $1) }
        let world = try await PaperWorld(text.joined(separator: "\n\n"), provider: provider)
        let outcome = try await world.run(try await world.lease(), callLimit: 1600)
        #expect(PaperText.matters(in: try #require(outcome.result).analysis.summary) == PaperText.matters(6))
        let sizes = provider.record.calls.map(\.count)
        #expect(sizes.contains { $0 > 1 } == mayShare)
        for call in provider.record.calls { #expect(provider.tokens(of: call) <= 1440) }
    }

    @Test("a paper of 60,000 tokens ends on a plan of 8,000 tokens a minute, and never asks for more")
    func plan() async throws {
        let provider = PaperProvider(sizing: CallSizing(perCall: 600, perItem: 700))
        let world = try await PaperWorld(PaperText.sections(40, sentences: 120), provider: provider)
        let time = world.time
        let limits = RateLimits(requestsPerMinute: 30, tokensPerMinute: 8000)
        let pacer = BudgetPacer(limits: limits, concurrency: 8, time: time)
        let calls = PacedCalls(provider: provider, pacer: pacer, time: time)
        let lease = try await world.lease()
        #expect(lease.payload.size > 240_000)
        let over = Watched<PaperOutcome?>(nil)
        time.hasTicker = true
        try await withThrowingTaskGroup { group in
            group.addTask { try await time.pass(.seconds(3600)) }
            try await ManualTime.$isTicking.withValue(true) {
                let limit = try #require(pacer.largestCall)
                let outcome = try await world.run(lease, callLimit: limit, calls: calls)
                over.change { $0 = outcome }
            }
            group.cancelAll()
            // Time stands still since nobody waits for it any more.
            await #expect(throws: CancellationError.self) { try await group.waitForAll() }
        }
        #expect(PaperText.matters(in: try #require(over.value?.result).analysis.summary) == PaperText.matters(40))
        expectPaced(calls.starts.value)
        let minutes = (time.now - ManualTime.start).inSeconds / 60
        #expect(minutes < 20)
    }

    /// In no window of calls more than the burst and what flowed in since.
    private func expectPaced(_ starts: [(time: Timestamp, tokens: Int)]) {
        for first in starts.indices {
            var sum = 0
            for start in starts[first...] {
                sum += start.tokens
                let minutes = (start.time - starts[first].time).inSeconds / 60
                #expect(Double(sum) <= 8000 * (1 + minutes) + 1)
            }
        }
    }
}

/// Calls as the pool makes them: each with its permit.
private struct PacedCalls: PaperCalls {
    let provider: PaperProvider
    let pacer: BudgetPacer
    let time: ManualTime
    let starts = Watched<[(time: Timestamp, tokens: Int)]>([])

    func call(_ items: [ProviderItem]) async throws(ProviderError) -> ProviderReply {
        let tokens = provider.tokens(of: items)
        let permit: Permit?
        do {
            permit = try await pacer.charge(tokens: tokens, hasPriority: false) { false }
        } catch {
            throw .cancelled
        }
        starts.change { $0.append((time.now, tokens)) }
        let reply = try await provider.analyze(items)
        // As many as were asked for: the test counts those.
        if let permit { await pacer.settle(permit, .done(tokens: tokens, reports: [])) }
        return reply
    }
    func failedAlone(_ key: Fingerprint, _ code: FailureCode, isOwn: Bool) -> PaperItem.Decision { .held }
    func assessment(of key: Fingerprint) -> PaperItem.Decision? { nil }
}
