import Analysis
import BrokerConformance
import Jobs
import ProviderAccess
import Telemetry
import TestSupport
import Testing
import Workers

/// Slot, then permit, then lease.
@Suite struct WorkerPoolLeasingTests {
    private let gate = TestSignal("the provider answers")

    @Test("without a permit nothing is asked of the broker")
    func permitFirst() async throws {
        let pacer = GatedPacer(isOpen: false)
        try await WorkerWorld.with(slots: 2, pacer: pacer) { world in
            let ids = try await world.admit(["one", "two", "three"])
            try await world.working {
                try await pacer.log.until("one slot asks for room, the other for its turn") { $0.asked.count == 1 }
                #expect(world.broker.record.demands.isEmpty)
                #expect(try await world.fixture.snapshot().waiting == 3)
                pacer.open()
                for id in ids { try await world.fixture.record(id, is: .done) }
            }
        }
    }

    @Test("while all slots are busy nothing is leased and no demand waits")
    func demand() async throws {
        try await WorkerWorld.with(slots: 2, packSize: 1) { [gate] _ in
            .held(by: gate)
        } _: { world in
            try await world.working {
                let ids = try await world.admit((1...5).map { "text \($0)" })
                try await world.provider.until("both slots call") { $0.running == 2 }
                #expect(world.broker.record.outstanding == 0)
                #expect(world.broker.record.leased.count == 2)
                let queue = try await world.fixture.snapshot()
                #expect((queue.running, queue.waiting) == (2, 3))
                #expect((world.pool.busy, world.pool.limit) == (2, 2))
                gate.fire()
                for id in ids { try await world.fixture.record(id, is: .done) }
            }
            #expect(world.pool.busy == 0)
        }
    }

    @Test("there are never more calls at once than slots", arguments: [1, 3])
    func slots(slots: Int) async throws {
        try await WorkerWorld.with(slots: slots, packSize: 1) { [gate] _ in
            .held(by: gate)
        } _: { world in
            try await world.working {
                let ids = try await world.admit((1...30).map { "text \($0)" })
                try await world.provider.until("all slots call") { $0.running == slots }
                gate.fire()
                for id in ids { try await world.fixture.record(id, is: .done) }
            }
            #expect(world.provider.record.mostAtOnce == slots)
            #expect(world.provider.record.items == 30, "each text once")
        }
    }

    @Test(
        "waiting texts travel in packs as large as the least of all limits",
        arguments: [
            (packSize: 8, provider: 8, tokens: 100_000, packs: [8, 8, 4]), (8, 6, 100_000, [6, 6, 6, 2]),
            (5, 8, 100_000, [5, 5, 5, 5]), (8, 8, 350, [3, 3, 3, 3, 3, 3, 2]),
            (8, 8, 10, [Int](repeating: 1, count: 20)),
        ])
    func packs(packSize: Int, provider: Int, tokens: Int, packs: [Int]) async throws {
        try await WorkerWorld.with(slots: 1, packSize: packSize, packTokens: tokens, providerPackSize: provider) {
            world in
            // A hundred tokens each, and sixteen for the wrapping.
            let texts = (10..<30).map { "\($0)" + String(repeating: "x", count: 398) }
            let ids = try await world.admit(texts)
            try await world.working {
                for id in ids { try await world.fixture.record(id, is: .done) }
            }
            #expect(world.provider.record.calls.map(\.count) == packs)
            #expect(world.provider.record.calls.flatMap(\.self).map(\.document.text) == texts, "in order")
        }
    }

    @Test("every text of a pack gets its own answer")
    func answers() async throws {
        try await WorkerWorld.with(slots: 1) { world in
            let texts = (1...8).map { "Text number \($0)." }
            let ids = try await world.admit(texts)
            try await world.working {
                for (id, text) in zip(ids, texts) {
                    let record = try await world.fixture.record(id, is: .done)
                    let result = try #require(record.result)
                    #expect(String(decoding: result.json, as: UTF8.self).contains("About: \(text)"))
                }
            }
            #expect(world.provider.record.calls.count == 1)
        }
    }

    /// What the wrapping of a document counts.
    private let wrapping = CallSizing(perItem: 16)

    @Test("no more is leased than there is room for")
    func withinPermit() async throws {
        let pacer = GatedPacer(largest: 40)
        try await WorkerWorld.with(slots: 1, packTokens: 5000, sizing: wrapping, pacer: pacer) { world in
            let ids = try await world.admit(["one", "two", "three"])
            try await world.working {
                for id in ids { try await world.fixture.record(id, is: .done) }
            }
            #expect(world.provider.record.calls.map(\.count) == [2, 1], "seventeen or eighteen tokens each")
        }
    }

    @Test("room is asked for by the size of the next job, so that nothing that is leased goes back")
    func roomForNext() async throws {
        let pacer = GatedPacer(largest: 40)
        try await WorkerWorld.with(slots: 1, packTokens: 5000, sizing: wrapping, pacer: pacer) { world in
            let large = try await world.fixture.admit(String(repeating: "x", count: 400))
            let ids = try await world.admit(["one", "two"])
            try await world.working {
                for id in [large] + ids { try await world.fixture.record(id, is: .done) }
                try await world.broker.until("the slot asks for more") { $0.outstanding == 1 }
            }
            #expect(world.provider.record.calls.map(\.count) == [1, 2], "in their order")
            #expect(pacer.record.asked.map(\.least) == [116, 17, 16])
            #expect(pacer.record.charged == [116, 34])
            #expect(world.metrics.total(.retries) == 0)
        }
    }

    @Test("room for a large job that is there no longer does not keep the small ones waiting for good")
    func staleExpectation() async throws {
        let pacer = GatedPacer(isOpen: false, largest: 40) { $0.least > 20 }
        try await WorkerWorld.with(slots: 1, packTokens: 5000, sizing: wrapping, pacer: pacer) { world in
            let large = try await world.fixture.admit(String(repeating: "x", count: 400))
            try await world.working {
                try await pacer.log.until("room for the large job is waited for") { $0.asked.map(\.least) == [116] }
                _ = try await world.fixture.broker.cancel(large, as: .anonymous)
                let small = try await world.fixture.admit("one")
                try await world.pass(.seconds(30), untilDone: [small])
                #expect(try await world.states(of: [large, small]) == [.cancelled, .done])
            }
            #expect(world.provider.record.items == 1)
        }
    }

    @Test("a call is charged once its size is known, and settled once, by what it used")
    func permits() async throws {
        let pacer = GatedPacer()
        try await WorkerWorld.with(slots: 1, pacer: pacer) { world in
            let id = try await world.fixture.admit(String(repeating: "x", count: 400))
            try await world.working {
                try await world.fixture.record(id, is: .done)
                try await world.broker.until("the slot asks for more") { $0.outstanding == 1 }
            }
            #expect(pacer.record.asked.count == 2)
            #expect(pacer.record.charged == [100], "nothing is charged before it is known what is sent")
            #expect(pacer.record.settled == ["done \(100 + 50)"])
        }
    }

    @Test("a pack leaves room for the instruction and for every answer, and its permit becomes its real size")
    func sizing() async throws {
        let pacer = GatedPacer()
        let sizing = CallSizing(perCall: 100, perItem: 50)
        try await WorkerWorld.with(slots: 1, packTokens: 310, sizing: sizing, pacer: pacer) { world in
            let ids = try await world.admit((1...5).map { "text \($0)" })
            try await world.working {
                for id in ids { try await world.fixture.record(id, is: .done) }
                try await world.broker.until("the slot asks for more") { $0.outstanding == 1 }
            }
            let text = TokenRatios.usual.tokens(of: TextCensus(bytes: 6))
            #expect(world.provider.record.calls.map(\.count) == [4, 1], "(310 - 100) / (\(text) + 50)")
            #expect(pacer.record.charged == [100 + 4 * (text + 50), 100 + text + 50])
        }
    }

    @Test("calls, packs, tokens and times are counted")
    func counting() async throws {
        try await WorkerWorld.with(slots: 1) { time in
            .delayed(by: .seconds(3), on: time)
        } _: { world in
            let ids = try await world.admit((1...6).map { "text \($0)" })
            try await world.working { try await world.pass(.seconds(10), untilDone: ids) }
            let metrics = world.metrics
            #expect((metrics.total(.providerCalls), metrics.total(.packedJobs)) == (1, 6))
            #expect(metrics.total(.promptTokens) == 6 * TokenRatios.usual.tokens(of: TextCensus(bytes: 6)))
            #expect(metrics.total(.completionTokens) == 6 * 50)
            #expect(metrics.total(.providerErrors) == 0)
            #expect(metrics.takeInterval().provider.percentile(1).map { $0 > .seconds(2) } == true)
        }
    }
}
