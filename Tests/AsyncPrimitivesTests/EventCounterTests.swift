import AsyncPrimitives
import Jobs
import TestSupport
import Testing

@Suite struct EventCounterTests {
    private let events = EventCounter()

    @Test("everybody who waits is woken by the next event")
    func waiting() async throws {
        let woken = Watched(0)
        try await withThrowingTaskGroup { [events] group in
            for _ in 0..<3 {
                group.addTask {
                    await events.wait(after: 0)
                    woken.change { $0 += 1 }
                }
            }
            for _ in 0..<20 { await Task.yield() }
            #expect(woken.value == 0)
            events.notify()
            try await group.waitForAll()
        }
        #expect(woken.value == 3)
    }

    @Test("an event between look and wait is not lost, and the one after it is waited for")
    func between() async throws {
        let seen = events.count
        events.notify()
        try await withTimeLimit("the wait ends") { [events] in await events.wait(after: seen) }
        let woken = Watched(false)
        try await withThrowingTaskGroup { [events] group in
            group.addTask {
                await events.wait(after: seen + 1)
                woken.change { $0 = true }
            }
            for _ in 0..<20 { await Task.yield() }
            #expect(!woken.value)
            events.notify()
            try await group.waitForAll()
        }
    }

    @Test("a wait with a time ends at the time, or at an event before it")
    func timed() async throws {
        let time = ManualTime()
        let (start, ended) = (time.now, Watched<Timestamp?>(nil))
        for isByEvent in [false, true] {
            ended.change { $0 = nil }
            try await withThrowingTaskGroup { [events] group in
                group.addTask {
                    let end = time.now + .seconds(60)
                    try await events.wait(after: 0, orUntil: { try await time.sleep(until: end) })
                    ended.change { $0 = time.now }
                }
                try await time.sleepers(1)
                if isByEvent { events.notify() } else { time.advance(by: .seconds(60)) }
                try await ended.until("the wait ends") { $0 != nil }
            }
            #expect(ended.value == start + .seconds(60))
        }
    }

    @Test("a cancelled wait returns")
    func cancellation() async throws {
        try await withTimeLimit("the wait ends") { [events] in
            await withTaskGroup { group in
                group.addTask { await events.wait(after: 0) }
                group.cancelAll()
            }
        }
    }
}
