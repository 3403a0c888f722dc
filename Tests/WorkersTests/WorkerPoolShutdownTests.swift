import BrokerConformance
import Jobs
import Logging
import ServiceLifecycle
import TestSupport
import Testing
import Workers

@Suite struct WorkerPoolShutdownTests {
    private let gate = TestSignal("the provider answers")

    private func group(_ world: WorkerWorld) -> ServiceGroup {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return ServiceGroup(configuration: ServiceGroupConfiguration(services: [world.pool], logger: logger))
    }

    @Test("a graceful shutdown lets running calls end and leases nothing new")
    func graceful() async throws {
        try await WorkerWorld.with(slots: 3, packSize: 1) { [gate] _ in
            .held(by: gate)
        } _: { world in
            let services = group(world)
            async let run: Void = services.run()
            let running = try await world.admit(["one", "two"])
            try await world.provider.until("two calls run") { $0.running == 2 }
            try await world.broker.until("the third slot waits") { $0.outstanding == 1 }
            await services.triggerGracefulShutdown()
            try await world.broker.until("its demand is withdrawn") { $0.outstanding == 0 }
            let late = try await world.admit(["three"])
            #expect(world.provider.record.running == 2)
            gate.fire()
            try await run
            #expect(try await world.states(of: running + late) == [.done, .done, .queued])
            #expect(world.provider.record.calls.count == 2)
            #expect(try await world.records(of: late).map(\.attempts) == [0])
        }
    }

    @Test("an idle pool ends at once")
    func idle() async throws {
        try await WorkerWorld.with(slots: 4) { world in
            let services = group(world)
            async let run: Void = services.run()
            try await world.broker.until("all slots wait") { $0.outstanding == 4 }
            await services.triggerGracefulShutdown()
            try await run
            #expect(world.broker.record.outstanding == 0)
        }
    }

    @Test("cancelled, it hands running jobs back at once, and burns no attempt")
    func cancellation() async throws {
        try await WorkerWorld.with(slots: 2, packSize: 2) { [gate] _ in
            .held(by: gate)
        } _: { world in
            let ids = try await world.admit((1...5).map { "text \($0)" })
            try await world.working {
                try await world.provider.until("both slots call") { $0.running == 2 }
                #expect(try await world.fixture.snapshot().running == 4)
            }
            #expect(try await world.fixture.snapshot().running == 0)
            let records = try await world.records(of: ids)
            #expect(records.allSatisfy { $0.state == .queued && $0.attempts == 0 })
            #expect(records.map(\.position) == [1, 2, 3, 4, 5], "ready, and in their old places")
            #expect(world.broker.record.receipts == [.settled, .settled, .settled, .settled])
        }
    }

    @Test("jobs that were handed back are done by the next pool")
    func handover() async throws {
        try await WorkerWorld.with(slots: 2, packSize: 1) { [gate] _ in
            .held(by: gate)
        } _: { world in
            let ids = try await world.admit(["one", "two", "three"])
            try await world.working { try await world.provider.until("both slots call") { $0.running == 2 } }
            gate.fire()
            try await world.working {
                for id in ids { try await world.fixture.record(id, is: .done) }
            }
        }
    }

    @Test("a broker that cannot write keeps a cancelled pool for a second and no longer")
    func stuckBroker() async throws {
        try await WorkerWorld.with(slots: 2, packSize: 1) { world in
            world.broker.log.change { $0.isSettlingStuck = true }
            _ = try await world.admit(["one", "two"])
            let time = world.time
            try await withThrowingTaskGroup { [pool = world.pool] group in
                group.addTask { await pool.run() }
                try await world.provider.until("both are answered") { $0.items == 2 && $0.running == 0 }
                group.cancelAll()
                try await time.sleepers(3)
                time.advance(by: .seconds(1))
                try await withTimeLimit("the pool ends") { while pool.busy > 0 { await Task.yield() } }
                try await group.waitForAll()
            }
            #expect(try await world.fixture.snapshot().running == 2, "until their leases run out")
        }
    }

    @Test("it ends with its broker")
    func closedBroker() async throws {
        try await WorkerWorld.with(slots: 2) { world in
            try await withTimeLimit("the pool ends") {
                async let run: Void = world.pool.run()
                try await world.broker.until("all slots wait") { $0.outstanding == 2 }
                try await world.fixture.close()
                await run
            }
        }
    }
}
