import Analysis
import BrokerConformance
import Jobs
import ProviderAccess
import Telemetry
import TestSupport
import Testing
import Workers

@Suite struct WorkerPoolFailureTests {
    @Test("an outage burns no attempt: when it is over everything is done", arguments: [1, 3])
    func outage(slots: Int) async throws {
        try await WorkerWorld.with(slots: slots, packSize: 2) { _ in
            .failing(8)
        } _: { world in
            let ids = try await world.admit((1...6).map { "text \($0)" })
            try await world.working { try await world.pass(.seconds(600), untilDone: ids) }
            let records = try await world.records(of: ids)
            #expect(records.allSatisfy { $0.state == .done && $0.attempts == 0 })
            #expect(world.metrics.total(.providerErrors) == 8)
            #expect(world.provider.record.calls.count >= 8 + 3)
        }
    }

    @Test("answers that are never valid burn the attempts of their own text only")
    func invalid() async throws {
        let behaviour = ProviderBehaviour { items in
            ProviderReply(
                items.map { item in
                    item.document.text == "bad"
                        ? .invalid : .analysis(Sample.analysis(of: item.document), TokenUsage())
                })
        }
        try await WorkerWorld.with(slots: 1, policy: .conformance(attempts: 3)) { _ in
            behaviour
        } _: { world in
            let ids = try await world.admit(["good", "bad", "better"])
            try await world.working {
                try await world.fixture.pass(.seconds(300)) { try await world.fixture.record(ids[1]).state == .error }
            }
            let records = try await world.records(of: ids)
            #expect(records.map(\.state) == [.done, .error, .done])
            #expect(records.map(\.attempts) == [0, 3, 0])
            #expect(records[1].failure == .invalidAnswer)
            #expect(world.provider.record.calls.map(\.count) == [3, 1, 1, 1], "in company, then alone")
        }
    }

    @Test("a limit is obeyed, and burns nothing")
    func limited() async throws {
        let calls = Watched<[Timestamp]>([])
        try await WorkerWorld.with(slots: 1) { time in
            noting(calls, time, then: .failing(2, with: .limited(retryAfter: .seconds(20))))
        } _: { world in
            let ids = try await world.admit(["one"])
            try await world.working { try await world.pass(.seconds(300), untilDone: ids) }
            #expect(calls.value.count == 3)
            #expect(zip(calls.value, calls.value.dropFirst()).allSatisfy { $1 - $0 >= .seconds(20) })
            #expect(try await world.records(of: ids).map(\.attempts) == [0])
        }
    }

    @Test("a pause that one slot caused ends for all of them")
    func pauseForAll() async throws {
        let gate = TestSignal("the calls may end")
        try await WorkerWorld.with(slots: 2, packSize: 1) { _ in
            .failing(1, with: .limited(retryAfter: .seconds(20)), then: .held(by: gate))
        } _: { world in
            try await world.working {
                let first = try await world.admit(["one"])
                try await world.provider.until("the first call fails") { $0.calls.count == 1 && $0.running == 0 }
                let others = try await world.admit(["two", "three"])
                try await world.fixture.pass(.seconds(120)) { world.provider.record.running == 2 }
                #expect(world.provider.record.running == 2, "both slots work again")
                gate.fire()
                try await world.pass(.seconds(120), untilDone: first + others)
            }
        }
    }

    @Test("a stopped provider is left alone and probed, sooner at first; its jobs keep their places")
    func stopped() async throws {
        let isMended = Watched(false)
        let calls = Watched<[Timestamp]>([])
        try await WorkerWorld.with(slots: 3, packSize: 1) { time in
            ProviderBehaviour { items throws(ProviderError) in
                calls.change { $0.append(time.now) }
                if !isMended.value { throw .stopped("bad key") }
                return try await ProviderBehaviour.instant.answer(items)
            }
        } _: { world in
            let ids = try await world.admit((1...6).map { "text \($0)" })
            try await world.working {
                try await world.fixture.pass(.seconds(400)) { calls.value.count >= 12 }
                let trouble = try #require(world.pool.chain.primary.health.trouble)
                #expect(trouble.isStopped && trouble.detail == "bad key")
                #expect(try await world.states(of: ids).allSatisfy { !$0.isFinal }, "one may be the probe")
                let gaps = zip(calls.value, calls.value.dropFirst()).map { $1 - $0 }
                // 2, 4, 8, 16, 32 seconds, then every minute; time passes in steps of three.
                #expect(gaps.suffix(2).allSatisfy { $0 >= .seconds(55) }, "\(gaps)")
                #expect(calls.value.count { $0 < calls.value[0] + .seconds(2) } <= 4, "those that were on their way")
                isMended.change { $0 = true }
                try await world.pass(.seconds(70), untilDone: ids)
            }
            #expect(world.pool.chain.primary.health.trouble == nil)
            #expect(try await world.records(of: ids).map(\.attempts) == Array(repeating: 0, count: 6))
        }
    }

    @Test("items that could be mistaken for each other do not share a call, and are not leased twice for it")
    func apart() async throws {
        let company = ScriptedProvider.Company { items in
            items.indices.filter { index in
                !items[..<index].contains { $0.document.text?.first == items[index].document.text?.first }
            }
        }
        try await WorkerWorld.with(slots: 1, company: company) { world in
            let ids = try await world.admit(["a1", "a2", "b1", "a3", "b2"])
            try await world.working { try await world.pass(.seconds(60), untilDone: ids) }
            for call in world.provider.record.calls {
                let letters = call.compactMap { $0.document.text?.first }
                #expect(Set(letters).count == letters.count)
            }
            #expect(world.provider.record.items == 5)
            #expect(try await world.records(of: ids).map(\.attempts) == [0, 0, 0, 0, 0])
        }
    }

    @Test("a call too large for the provider is split, and burns nothing")
    func tooLarge() async throws {
        let behaviour = ProviderBehaviour { items throws(ProviderError) in
            if items.count > 1 { throw .tooLarge() }
            return try await ProviderBehaviour.instant.answer(items)
        }
        try await WorkerWorld.with(slots: 1) { _ in
            behaviour
        } _: { world in
            let ids = try await world.admit(["one", "two", "three"])
            try await world.working { try await world.pass(.seconds(60), untilDone: ids) }
            #expect(world.provider.record.calls.map(\.count) == [3, 1, 1, 1])
            #expect(try await world.records(of: ids).map(\.attempts) == [0, 0, 0])
        }
    }

    @Test("a text that is a little too large for one call is read in parts, and not sent again as it was")
    func littleTooLarge() async throws {
        let behaviour = ProviderBehaviour { items throws(ProviderError) in
            if items.contains(where: { $0.document.byteCount > 20_000 }) { throw .tooLarge(limit: 8192) }
            return try await ProviderBehaviour.instant.answer(items)
        }
        try await WorkerWorld.with(slots: 1, sizing: CallSizing(perCall: 100, perItem: 100)) { _ in
            behaviour
        } _: { world in
            let text = (1...600).map { "Sentence \($0) says that the queue was bounded." }.joined(separator: " ")
            let ids = try await world.admit([text])
            // No time passes.
            try await world.working { try await world.fixture.record(ids[0], is: .done) }
            #expect(world.provider.record.calls.count <= 6, "\(world.provider.record.calls.count)")
        }
    }

    @Test("while the provider wants silence no slot calls, whatever comes in")
    func silence() async throws {
        let calls = Watched<[Timestamp]>([])
        try await WorkerWorld.with(slots: 3) { time in
            noting(calls, time, then: .failing(1, with: .limited(retryAfter: .seconds(20))))
        } _: { world in
            try await world.working {
                try await world.broker.until("all slots wait for work") { $0.outstanding == 3 }
                var ids = try await world.admit(["one"])
                try await world.broker.until("it goes back") { $0.settlements.count == 1 }
                ids += try await world.admit(["two", "three"])
                try await world.pass(.seconds(60), untilDone: ids)
            }
            let first = try #require(calls.value.first)
            #expect(calls.value.count > 1)
            #expect(calls.value.dropFirst().allSatisfy { $0 >= first + .seconds(20) })
        }
    }
}

/// Notes when each call came.
private func noting(
    _ calls: Watched<[Timestamp]>, _ time: ManualTime, then next: ProviderBehaviour
) -> ProviderBehaviour {
    ProviderBehaviour { items throws(ProviderError) in
        calls.change { $0.append(time.now) }
        return try await next.answer(items)
    }
}
