import Jobs
import Synchronization
import TestSupport
import Testing

@testable import ProviderAccess

@Suite struct BudgetPacerTests {
    private let time = ManualTime()

    private func pacer(
        requests: Int? = nil, tokens: Int? = nil, concurrency: Int = 8, cell: (any SharedCell)? = nil
    ) -> BudgetPacer {
        BudgetPacer(
            limits: RateLimits(requestsPerMinute: requests, tokensPerMinute: tokens), concurrency: concurrency,
            cell: cell, time: time)
    }

    private func charge(_ pacer: BudgetPacer, _ tokens: Int) async throws -> Permit {
        try #require(try await pacer.charge(tokens: tokens, hasPriority: true) { false })
    }

    @Test("without limits there is always room, but never for more calls at once than the ceiling")
    func unlimited() async throws {
        let pacer = pacer(concurrency: 2)
        #expect(!pacer.isLimited && pacer.largestCall == nil && pacer.nextAt == nil)
        let first = try #require(pacer.chargeAtOnce(tokens: 1_000_000))
        #expect(pacer.chargeAtOnce(tokens: 1) != nil)
        #expect(pacer.chargeAtOnce(tokens: 1) == nil)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { _ = try await self.charge(pacer, 1) }
            await pacer.settle(first, .done(tokens: 10, reports: []))
            try await group.waitForAll()
        }
        #expect(pacer.status.inFlight == 2)
    }

    @Test("those who wait for a limit go in the order they came, as room comes")
    func order() async throws {
        let pacer = pacer(requests: 10, concurrency: 100)
        for _ in 0..<9 { _ = try await charge(pacer, 1) }
        let gone = Watched<[Int]>([])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<3 {
                group.addTask {
                    _ = try await pacer.room(for: CapacityRequest(least: 1, wanted: 1)) { false }
                    gone.change { $0.append(number) }
                    _ = pacer.chargeAtOnce(tokens: 1)
                }
                try await time.sleepers(1)
            }
            #expect(gone.value.isEmpty && pacer.nextAt != nil)
            try await withTimeLimit("all go") {
                while gone.value.count < 3 {
                    time.advance(by: .seconds(1))
                    await Task.yield()
                }
            }
            try await group.waitForAll()
        }
        #expect(gone.value.sorted() == [0, 1, 2])
    }

    @Test("a hold keeps everybody, and who is not needed any more goes home")
    func hold() async throws {
        let pacer = pacer()
        await pacer.hold(until: time.now + .seconds(100))
        await pacer.hold(until: time.now + .seconds(5))
        #expect(pacer.chargeAtOnce(tokens: 1) == nil)
        #expect(pacer.nextAt == time.now + .seconds(100))
        let isOver = Watched(false)
        async let room = pacer.room(for: CapacityRequest(least: 1, wanted: 1)) { isOver.value }
        try await time.sleepers(1)
        isOver.change { $0 = true }
        pacer.reconsider()
        #expect(try await room == nil)
    }

    @Test("a hold for hours is tried after five minutes, by one call, and by all once that is answered")
    func probe() async throws {
        let pacer = pacer(concurrency: 8)
        for answered in [false, true] {
            await pacer.hold(until: time.now + .seconds(86_400))
            #expect(pacer.nextAt == time.now + .seconds(300))
            time.advance(by: .seconds(300))
            let probe = try #require(pacer.chargeAtOnce(tokens: 1))
            #expect(pacer.chargeAtOnce(tokens: 1) == nil)
            await pacer.settle(
                probe, answered ? .done(tokens: 1, reports: []) : .refused(by: nil, retryAfter: .seconds(86_400)))
        }
        #expect(pacer.nextAt == nil && pacer.chargeAtOnce(tokens: 1) != nil && pacer.chargeAtOnce(tokens: 1) != nil)
    }

    @Test("who would wait for the limit of a day learns at once that it is over for them")
    func longWait() async throws {
        let pacer = BudgetPacer(limits: RateLimits(tokensPerDay: 1000), concurrency: 8, time: time)
        _ = try await charge(pacer, 700)
        let time = time
        async let room = pacer.room(for: CapacityRequest(least: 600, wanted: 600)) { [pacer] in
            pacer.nextAt.map { $0 - time.now > .seconds(60) } ?? false
        }
        #expect(try await room == nil && pacer.nextAt != nil)
    }

    @Test("overload halves the calls at a time, down to one; success brings them back")
    func concurrency() async throws {
        let pacer = pacer(concurrency: 8)
        for _ in 0..<20 {
            let permit = try await charge(pacer, 1)
            time.advance(by: .milliseconds(1))
            await pacer.settle(permit, .overloaded)
        }
        #expect(pacer.status.concurrency == 1)
        for _ in 0..<200 {
            var permits: [Permit] = []
            while let permit = pacer.chargeAtOnce(tokens: 1) { permits.append(permit) }
            for permit in permits { await pacer.settle(permit, .done(tokens: 1, reports: [])) }
        }
        #expect(pacer.status.concurrency == 8)
    }

    @Test("who is cancelled while waiting leaves nothing charged")
    func cancellation() async throws {
        let pacer = pacer(tokens: 1000)
        _ = try await charge(pacer, 600)
        let waiting = Task { try await pacer.charge(tokens: 600, hasPriority: true) { false } }  // Cancelled below.
        try await time.sleepers(1)
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(pacer.status.inFlight == 1)
    }

    @Test("servers with one cell keep to one limit; without it each keeps to it alone")
    func shared() async throws {
        let cell = MemoryCell(time)
        let pacers = [
            pacer(requests: 10, concurrency: 100, cell: cell), pacer(requests: 10, concurrency: 100, cell: cell),
        ]
        for number in 0..<9 { _ = try await charge(pacers[number % 2], 1) }
        for pacer in pacers { #expect(await soon(pacer) == false) }
        cell.isAway.store(true, ordering: .relaxed)
        // Each goes on from what it saw last.
        for pacer in pacers { #expect(await soon(pacer) == false) }
        time.advance(by: .seconds(120))
        for pacer in pacers { #expect(await soon(pacer)) }
        cell.isAway.store(false, ordering: .relaxed)
        cell.value.withLock { $0 = Array("garbage".utf8) }
        #expect(await soon(pacers[0]), "what is no budget is begun anew")
    }

    /// Whether there is room without time passing.
    private func soon(_ pacer: BudgetPacer) async -> Bool {
        let isOver = Watched(false)
        return await withTaskGroup(of: Bool?.self) { group in
            group.addTask {
                // Nobody cancels it.
                try? await pacer.room(for: CapacityRequest(least: 1, wanted: 1)) { isOver.value } != nil
            }
            group.addTask { [time] in
                // It sleeps, or it has ended, and this with the group.
                try? await time.sleepers(1)
                isOver.change { $0 = true }
                pacer.reconsider()
                return nil
            }
            for await answer in group {
                guard let answer else { continue }
                group.cancelAll()
                return answer
            }
            return false
        }
    }
}

/// A cell in memory, as slow as nothing.
private final class MemoryCell: SharedCell {
    let value = Mutex<[UInt8]>([])
    let isAway = Atomic(false)
    private let time: any TimeSource

    init(_ time: any TimeSource) {
        self.time = time
    }

    func read() async -> (value: [UInt8], now: Timestamp)? {
        isAway.load(ordering: .relaxed) ? nil : (value.withLock { $0 }, time.now)
    }

    func replace(_ old: [UInt8], with new: [UInt8]) async -> (isDone: Bool, value: [UInt8], now: Timestamp)? {
        if isAway.load(ordering: .relaxed) { return nil }
        return value.withLock { value in
            let isDone = value == old
            if isDone { value = new }
            return (isDone, value, time.now)
        }
    }
}
