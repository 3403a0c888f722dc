import Analysis
import Jobs
import TestSupport
import Testing

@testable import LongPapers

@Suite struct PaperRunCrashTests {
    private static let text = PaperText.sections(14, sentences: 30)

    /// What the items of calls are known by.
    private func names(_ calls: some Sequence<[ProviderItem]>) -> [String] {
        calls.flatMap { $0 }.map { item in
            if case .merge(let analyses) = item.work {
                "merge of \(analyses.map(\.summary))"
            } else {
                item.document.text ?? ""
            }
        }
    }

    @Test("stopped after any number of checkpoints, no finished item is done again", arguments: [1, 3])
    func everywhere(parallel: Int) async throws {
        let whole = try await PaperWorld(Self.text)
        let result = try #require(try await whole.run(try await whole.lease(), callLimit: 1200).result)
        let items = whole.provider.record.items
        #expect(items > 8)
        for stop in 0..<items {
            let world = try await PaperWorld(Self.text)
            let first = try await world.lease()
            let spy = CheckpointSpy(world.broker, limit: stop)
            let outcome = try await world.run(first, callLimit: 1200, parallel: parallel, broker: spy)
            // The last merge is the result itself: it need not be kept to be given.
            #expect(outcome.name == (stop == items - 1 ? "done" : PaperOutcome.unsaved(.closed).name))
            let callsBefore = world.provider.record.calls.count
            let finished = Set(spy.kept.value.compactMap { PartPayload($0.payload)?.key })
            #expect(finished.count == stop)
            let second = try await world.lease(again: first)
            #expect(second.checkpoints.count == stop)
            let again = try #require(try await world.run(second, callLimit: 1200, parallel: parallel).result)
            #expect(again.analysis == result.analysis)
            #expect(again.usage == result.usage, "what was done before the stop is counted, what was lost is not")
            let after = world.provider.record.calls.dropFirst(callsBefore)
            #expect(after.reduce(0) { $0 + $1.count } == items - stop, "stopped after \(stop)")
            #expect(Set(names(after)).count == items - stop)
        }
    }

    @Test(
        "under other limits than before, what is finished stays so: the paper is not cut anew", arguments: [1300, 4000])
    func otherLimits(callLimit: Int) async throws {
        let world = try await PaperWorld(Self.text)
        let first = try await world.lease()
        let parts = try world.plan(of: first).parts
        let spy = CheckpointSpy(world.broker, limit: 3)
        _ = try await world.run(first, broker: spy)
        let before = world.provider.record.calls.count
        let second = try await world.lease(again: first)
        let result = try #require(try await world.run(second, callLimit: callLimit).result)
        #expect(PaperText.matters(in: result.analysis.summary) == PaperText.matters(14))
        let read = world.readTexts.dropFirst(before)
        #expect(Set(read).isDisjoint(with: parts.prefix(3).compactMap(\.text)))
        if callLimit > 2000 {
            #expect(Array(read) == parts.dropFirst(3).compactMap(\.text))
        } else {
            #expect(read.count > parts.count - 3, "what is too large now is cut in two")
        }
        for call in world.provider.record.calls.dropFirst(before) {
            #expect(world.provider.tokens(of: call) <= callLimit)
        }
        let progress = try #require(try await world.progress())
        #expect(progress.done == progress.total)
    }

    @Test("broken checkpoints are as if they were not there")
    func broken() async throws {
        let world = try await PaperWorld(Self.text)
        let first = try await world.lease()
        for part in 1...3 { _ = try await world.broker.checkpoint(first.token, part: part, of: 9, payload: [1, 2, 3]) }
        let second = try await world.lease(again: first)
        let result = try #require(try await world.run(second).result)
        #expect(PaperText.matters(in: result.analysis.summary) == PaperText.matters(14))
    }

    @Test("what could not be kept at once is kept with what comes next")
    func keptLater() async throws {
        let world = try await PaperWorld(Self.text)
        let first = try await world.lease()
        let spy = CheckpointSpy(world.broker, limit: 2, failures: 1, error: .unwritable)
        #expect(try await world.run(first, parallel: 3, broker: spy).name == PaperOutcome.unsaved(.unwritable).name)
        let read = world.provider.record.calls.count
        #expect(try await world.lease(again: first).checkpoints.count == read)
    }

    @Test("a lost lease ends everything at once, calls that run included")
    func lost() async throws {
        let gate = TestSignal("never")
        let wereCancelled = Watched<[Bool]>([])
        let provider = PaperProvider(
            ProviderBehaviour { items throws(ProviderError) in
                if case .readPart(1, _) = items[0].work { return try await ProviderBehaviour.reading.answer(items) }
                do { try await gate.wait() } catch { wereCancelled.change { $0.append(Task.isCancelled) } }
                throw .cancelled
            })
        let world = try await PaperWorld(Self.text, provider: provider)
        let lease = try await world.lease()
        let spy = CheckpointSpy(world.broker, limit: 0, error: nil)
        #expect(try await world.run(lease, parallel: 3, broker: spy).name == "lost")
        #expect(provider.record.running == 0)
        #expect(wereCancelled.value == [true, true, true], "those beside the first, and the one after it")
    }

    @Test("cancelled, it ends soon, and what was finished is kept")
    func cancelled() async throws {
        let gate = TestSignal("never")
        let provider = PaperProvider(
            ProviderBehaviour { items throws(ProviderError) in
                if case .readPart(1, _) = items[0].work { return try await ProviderBehaviour.reading.answer(items) }
                return try await ProviderBehaviour.held(by: gate).answer(items)
            })
        let world = try await PaperWorld(Self.text, provider: provider)
        let lease = try await world.lease()
        let outcome = Watched<String?>(nil)
        try await withThrowingTaskGroup { group in
            group.addTask {
                let name = try await world.run(lease, parallel: 2).name
                outcome.change { $0 = name }
            }
            try await provider.scripted.until("the second part is read") { $0.calls.count == 3 }
            group.cancelAll()
            try await group.waitForAll()
        }
        #expect(outcome.value == PaperOutcome.interrupted(.cancelled).name)
        #expect(try await world.lease(again: lease).checkpoints.keys.sorted() == [1])
    }
}
