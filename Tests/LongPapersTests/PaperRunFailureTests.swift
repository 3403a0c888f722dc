import Analysis
import Jobs
import TestSupport
import Testing

@testable import LongPapers

@Suite struct PaperRunFailureTests {
    private static let text = PaperText.sections(10, sentences: 30)

    private static func world(_ behaviour: ProviderBehaviour, packSize: Int = 1) async throws -> PaperWorld {
        try await PaperWorld(text, provider: PaperProvider(behaviour, packSize: packSize))
    }

    private static func isPart(_ number: Int, _ item: ProviderItem) -> Bool {
        if case .readPart(number, _) = item.work { true } else { false }
    }

    @Test(
        "a provider that takes no calls now is nobody's attempt: nothing new is started, what runs is finished and kept",
        arguments: [
            ProviderError.limited(retryAfter: .seconds(5)), .overloaded("full"), .unavailable("away"),
            .stopped("bad key"),
            .spent("no money"),
        ])
    func outage(error: ProviderError) async throws {
        let world = try await Self.world(.reading(failing: { Self.isPart(3, $0[0]) ? error : nil }))
        let lease = try await world.lease()
        #expect(try await world.run(lease).name == PaperOutcome.interrupted(error).name)
        #expect(world.provider.record.calls.count == 3)
        #expect(try await world.lease(again: lease).checkpoints.keys.sorted() == [1, 2])
    }

    @Test("what runs beside a call that fails is finished and kept")
    func beside() async throws {
        let gate = TestSignal("the others may end")
        let world = try await Self.world(
            ProviderBehaviour { items throws(ProviderError) in
                if Self.isPart(1, items[0]) {
                    gate.fire()
                    throw .unavailable("away")
                }
                do { try await gate.wait() } catch { throw .cancelled }
                return try await ProviderBehaviour.reading.answer(items)
            })
        let lease = try await world.lease()
        #expect(try await world.run(lease, parallel: 3).name == PaperOutcome.interrupted(.unavailable("away")).name)
        let kept = try await world.lease(again: lease).checkpoints.count
        #expect(kept == world.provider.record.calls.count - 1)
    }

    @Test(
        "an answer that cannot be used is asked for again, alone and with more room, a few times in one run",
        arguments: [ProviderAnswer.invalid, .cutOff, .misplaced])
    func unusable(answer: ProviderAnswer) async throws {
        let world = try await Self.world(.reading(but: { Self.isPart(2, $0) ? answer : nil }))
        #expect(try await world.run(try await world.lease()).name == PaperOutcome.delayed(failures: 3).name)
        let tries = world.provider.record.calls.filter { Self.isPart(2, $0[0]) }
        #expect(tries.map { $0[0].attempts } == [0, 1, 2])
        #expect(tries.allSatisfy { $0.count == 1 })
    }

    @Test("what a run that failed has cost is counted by the run that succeeds")
    func costOfFailure() async throws {
        let isWell = Watched(false)
        let world = try await Self.world(
            ProviderBehaviour { items throws(ProviderError) in
                if isWell.value || !Self.isPart(2, items[0]) {
                    return try await ProviderBehaviour.reading.answer(items)
                }
                return ProviderReply(answers: [.invalid], usage: TokenUsage(prompt: 100, completion: 10, cached: 1))
            })
        let first = try await world.lease()
        #expect(try await world.run(first).name == PaperOutcome.delayed(failures: 3).name)
        isWell.change { $0 = true }
        let result = try #require(try await world.run(try await world.lease(again: first)).result)
        let calls = world.provider.record.calls.count
        #expect(result.usage == TokenUsage(prompt: 100 * calls, completion: 10 * calls, cached: calls))
    }

    @Test("more room is asked for only as far as a call can have it")
    func room() async throws {
        let provider = RoomyProvider(
            inner: PaperProvider(.reading(but: { Self.isPart(2, $0) ? .cutOff : nil })), roomPerAttempt: 250)
        let world = try await PaperWorld(Self.text, provider: provider.inner)
        let lease = try await world.lease()
        let run = PaperRun(
            lease: lease, plan: try world.plan(of: lease), profile: PaperWorld.profile, broker: world.broker,
            provider: provider, calls: DirectCalls(provider: provider.inner), parts: nil, parallel: 1)
        #expect(await run.run().name == PaperOutcome.delayed(failures: 3).name)
        let tries = provider.inner.record.calls.filter { Self.isPart(2, $0[0]) }
        #expect(tries.map { $0[0].attempts } == [0, 1, 1])
        #expect(tries.allSatisfy { provider.tokens(of: $0) <= 2000 })
    }

    @Test("an answer that can be used the next time burns nothing, and what was paid for it is counted")
    func secondTry() async throws {
        let world = try await Self.world(
            ProviderBehaviour { items throws(ProviderError) in
                let isFirst = Self.isPart(2, items[0]) && items[0].attempts == 0
                guard isFirst else { return try await ProviderBehaviour.reading.answer(items) }
                return ProviderReply(answers: [.cutOff], usage: TokenUsage(prompt: 100, completion: 10, cached: 1))
            })
        let result = try #require(try await world.run(try await world.lease()).result)
        #expect(PaperText.matters(in: result.analysis.summary) == PaperText.matters(10))
        let calls = world.provider.record.calls.count
        #expect(result.usage == TokenUsage(prompt: 100 * calls, completion: 10 * calls, cached: calls))
    }

    @Test("an unusable answer as a whole is each item's; what failed in company is asked again alone")
    func company() async throws {
        let text = [5, 95, 5, 95, 5, 95].enumerated().map { PaperText.section($0 + 1, sentences: $1) }
        let provider = PaperProvider(
            .reading(failing: { $0.count > 1 ? .unusable("no JSON") : nil }), packSize: 4,
            sizing: CallSizing(perCall: 100, perItem: 50))
        let world = try await PaperWorld(text.joined(separator: "\n\n"), provider: provider)
        let result = try #require(try await world.run(try await world.lease(), callLimit: 1600).result)
        #expect(PaperText.matters(in: result.analysis.summary) == PaperText.matters(6))
        let packed = Set(provider.record.calls.filter { $0.count > 1 }.flatMap { $0.compactMap(\.document.text) })
        #expect(packed.count > 1)
        let alone = provider.record.calls.filter { $0.count == 1 && !$0[0].isMerge }
        #expect(packed.isSubset(of: alone.compactMap { $0[0].document.text }))
        #expect(alone.allSatisfy { $0[0].attempts == 0 }, "company was to blame")
    }

    @Test("an item that has failed too often ends the paper; one that nobody has decided on ends the run")
    func judged() async throws {
        let failing = ProviderBehaviour.reading(failing: { Self.isPart(2, $0[0]) ? .rejected("no") : nil })
        for (decision, name) in [
            (PaperItem.Decision.failed(.providerRejected), FailureCode.providerRejected.rawValue),
            (.later(failures: 2), PaperOutcome.delayed(failures: 2).name),
            (.held, PaperOutcome.interrupted(.rejected("no")).name),
        ] {
            let world = try await Self.world(failing)
            let calls = JudgedCalls(direct: DirectCalls(provider: world.provider), decision: decision)
            #expect(try await world.run(try await world.lease(), calls: calls).name == name)
            #expect(world.provider.record.calls.count { Self.isPart(2, $0[0]) } == 1)
        }
    }

    @Test("an item that may not be called now is not", arguments: [1, 3])
    func mayNotBeCalled(parallel: Int) async throws {
        let world = try await Self.world(.reading)
        let decision = PaperItem.Decision.later(failures: 5)
        let calls = JudgedCalls(direct: DirectCalls(provider: world.provider), decision: decision, assessment: decision)
        let outcome = try await world.run(try await world.lease(), parallel: parallel, calls: calls)
        #expect(outcome.name == PaperOutcome.delayed(failures: 5).name)
        #expect(world.provider.record.calls.isEmpty)
    }

    @Test("a refused part is left out, and the result says so")
    func refused() async throws {
        let world = try await Self.world(.reading(but: { Self.isPart(2, $0) ? .refused : nil }))
        let lease = try await world.lease()
        let parts = try world.plan(of: lease).parts
        let spy = CheckpointSpy(world.broker)
        let result = try #require(try await world.run(lease, broker: spy).result)
        let refused = PaperText.matters(in: parts[1].text ?? "")
        #expect(PaperText.matters(in: result.analysis.summary).isDisjoint(with: refused.subtracting(["matter1x"])))
        #expect(result.analysis.limitations.contains("Part 2 of \(parts.count)"))
        #expect(spy.kept.value.count == world.provider.record.items, "a refusal is not asked for again")
    }

    @Test("a paper whose parts are all refused is refused")
    func allRefused() async throws {
        let world = try await Self.world(.reading(but: { _ in .refused }))
        #expect(try await world.run(try await world.lease()).name == FailureCode.refused.rawValue)
    }

    @Test("what the provider says of its limit is heeded: nothing larger is sent")
    func toldLimit() async throws {
        let tokens = { @Sendable (items: [ProviderItem]) in PaperProvider().tokens(of: items) }
        let provider = PaperProvider(.reading(failing: { tokens($0) > 1200 ? .tooLarge(limit: 1200) : nil }))
        let text = [95, 85, 75].enumerated().map { PaperText.section($0 + 1, sentences: $1) }
        let world = try await PaperWorld(text.joined(separator: "\n\n"), provider: provider)
        let outcome = try await world.run(try await world.lease())
        #expect(PaperText.matters(in: try #require(outcome.result).analysis.summary) == PaperText.matters(3))
        #expect(provider.record.calls.count { tokens($0) > 1200 } == 1)
    }

    @Test("a part that is too large for the provider is cut in two, and so are others as large, before they are sent")
    func tooLarge() async throws {
        let limit = 800
        let provider = PaperProvider(.reading(failing: { $0[0].document.byteCount > limit * 4 ? .tooLarge() : nil }))
        let world = try await PaperWorld(Self.text, provider: provider)
        let lease = try await world.lease()
        let spy = CheckpointSpy(world.broker)
        let outcome = try await world.run(lease, callLimit: 2000, broker: spy)
        #expect(PaperText.matters(in: try #require(outcome.result).analysis.summary) == PaperText.matters(10))
        let large = provider.record.calls.filter { $0[0].document.byteCount > limit * 4 }
        let sizes = large.map { $0[0].document.byteCount }
        #expect(!sizes.isEmpty)
        #expect(sizes == sizes.sorted(by: >), "none is larger than one that was too large")
        let payloads = spy.kept.value.compactMap { PartPayload($0.payload) }
        #expect(payloads.contains { $0.finding == .cut })
        #expect(Set(spy.kept.value.map(\.part)).count == spy.kept.value.count)
        let last = try #require(spy.kept.value.last)
        #expect(last.total == spy.kept.value.count, "what was cut counts as finished")
    }

    @Test("what was cut in two stays cut after a crash", arguments: 1..<12)
    func cutOnce(stop: Int) async throws {
        let provider = PaperProvider(.reading(failing: { $0[0].document.byteCount > 3200 ? .tooLarge() : nil }))
        let world = try await PaperWorld(Self.text, provider: provider)
        let first = try await world.lease()
        let spy = CheckpointSpy(world.broker, limit: stop)
        _ = try await world.run(first, broker: spy)
        let kept = Set(spy.kept.value.compactMap { PartPayload($0.payload)?.key })
        #expect(kept.count == stop)
        let before = provider.record.calls.count
        let result = try #require(try await world.run(try await world.lease(again: first)).result)
        #expect(PaperText.matters(in: result.analysis.summary) == PaperText.matters(10))
        let keys = PaperKeys(profile: PaperWorld.profile, options: AnalysisOptions())
        let again = provider.record.calls.dropFirst(before).flatMap { $0 }.filter { !$0.isMerge }
        #expect(kept.isDisjoint(with: again.map { keys.part($0.document) }))
    }

    @Test("a part that is too large however small ends the paper")
    func alwaysTooLarge() async throws {
        let world = try await Self.world(.reading(failing: { _ in .tooLarge() }))
        #expect(try await world.run(try await world.lease()).name == FailureCode.tooLong.rawValue)
        #expect(world.provider.record.calls.count < 20)
    }

    @Test("a merge that is too large is made of fewer; of two it ends the paper", arguments: [2, 1])
    func mergeTooLarge(most: Int) async throws {
        let world = try await Self.world(
            .reading(failing: { items in
                if case .merge(let analyses) = items[0].work, analyses.count > most { .tooLarge() } else { nil }
            }))
        let spy = CheckpointSpy(world.broker)
        let outcome = try await world.run(try await world.lease(), broker: spy)
        guard most > 1 else {
            #expect(outcome.name == FailureCode.tooLong.rawValue)
            return
        }
        #expect(PaperText.matters(in: try #require(outcome.result).analysis.summary) == PaperText.matters(10))
        #expect(spy.kept.value.last?.total == spy.kept.value.count, "progress ends complete")
    }

    @Test("a part that failed alone is never packed again")
    func staysAlone() async throws {
        // No company for a part until it has failed.
        let hasFailed = Watched(false)
        let provider = PaperProvider(
            .reading { item in
                guard item.document.text?.contains("matter4x") == true, item.attempts == 0 else { return nil }
                hasFailed.change { $0 = true }
                return .invalid
            }, packSize: 4, sizing: CallSizing(perCall: 100, perItem: 50),
            company: ScriptedProvider.Company { hasFailed.value ? Array($0.indices) : [0] })
        let text = [95, 95, 95, 5, 95, 5].enumerated().map { PaperText.section($0 + 1, sentences: $1) }
        let world = try await PaperWorld(text.joined(separator: "\n\n"), provider: provider)
        #expect(try await world.run(try await world.lease(), callLimit: 1600).name == "done")
        #expect(provider.record.calls.filter { $0.contains { $0.attempts > 0 } }.map(\.count) == [1])
    }

    @Test("a merge that the provider refuses ends the paper")
    func mergeRefused() async throws {
        let world = try await Self.world(.reading(but: { $0.isMerge ? .refused : nil }))
        #expect(try await world.run(try await world.lease()).name == FailureCode.refused.rawValue)
    }
}

/// Gives a lone item more room for each attempt that failed.
private struct RoomyProvider: Provider {
    let inner: PaperProvider
    let roomPerAttempt: Int

    var model: ModelIdentity { inner.model }
    var packSize: Int { inner.packSize }
    var sizing: CallSizing { inner.sizing }

    func tokens(of items: [ProviderItem]) -> Int {
        inner.tokens(of: items) + items.reduce(0) { $0 + $1.attempts * roomPerAttempt }
    }

    func together(_ items: [ProviderItem]) -> [Int] { inner.together(items) }

    func analyze(_ items: [ProviderItem]) async throws(ProviderError) -> ProviderReply {
        try await inner.analyze(items)
    }
}

/// Judges every item alike.
private struct JudgedCalls: PaperCalls {
    let direct: DirectCalls
    let decision: PaperItem.Decision
    var assessment: PaperItem.Decision?

    func call(_ items: [ProviderItem]) async throws(ProviderError) -> ProviderReply { try await direct.call(items) }
    func failedAlone(_ key: Fingerprint, _ code: FailureCode, isOwn: Bool) -> PaperItem.Decision { decision }
    func assessment(of key: Fingerprint) -> PaperItem.Decision? { assessment }
}
