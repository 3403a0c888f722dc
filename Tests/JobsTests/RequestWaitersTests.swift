import TestSupport
import Testing

@testable import Jobs

@Suite struct RequestWaitersTests {
    private let waiters = RequestWaiters()
    private let id = Sample.id()

    /// How a wait ends, the body being run meanwhile.
    private func ending(
        of wait: RequestWaiters.Wait, _ body: () async throws -> Void = {}
    ) async throws -> WaitResult {
        let ending = Watched<WaitResult?>(nil)
        return try await withThrowingTaskGroup { group in
            group.addTask {
                let result = await wait.result()
                ending.change { $0 = result }
            }
            try await body()
            try await ending.until("the wait ends") { $0 != nil }
            return try #require(ending.value)
        }
    }

    @Test("a change after registering and before waiting is not missed")
    func before() async throws {
        let wait = waiters.register(id)
        waiters.changed([id])
        #expect(try await ending(of: wait) == .changed)
    }

    @Test("a change ends every wait for that request, and no other")
    func during() async throws {
        let (first, second, other) = (waiters.register(id), waiters.register(id), waiters.register(Sample.id()))
        async let firstEnding = first.result()
        async let secondEnding = second.result()
        async let otherEnding = other.result()
        waiters.changed([id])
        #expect(await (firstEnding, secondEnding) == (.changed, .changed))
        waiters.close()
        #expect(await otherEnding == .closed)
    }

    @Test("changes before registering are none of its business")
    func tooEarly() async throws {
        waiters.changed([id])
        let wait = waiters.register(id)
        let ending = try await ending(of: wait) { waiters.close() }
        #expect(ending == .closed)
    }

    @Test("a wait can be ended by whoever waits", arguments: [WaitResult.timedOut, .callerLeft])
    func over(as ending: WaitResult) async throws {
        let wait = waiters.register(id)
        #expect(try await self.ending(of: wait) { wait.end(ending) } == ending)
    }

    @Test("closing ends all waits, and every later one at once")
    func closing() async throws {
        let ending = try await ending(of: waiters.register(id)) { waiters.close() }
        #expect(ending == .closed)
        #expect(try await self.ending(of: waiters.register(id)) == .closed)
        waiters.close()
    }

    @Test("a wait ends once: what comes later changes nothing")
    func once() async throws {
        let wait = waiters.register(id)
        waiters.changed([id])
        waiters.close()
        #expect(try await ending(of: wait) == .changed)
        #expect(try await ending(of: wait) == .changed)
    }

    @Test("who has left, was told or closed is forgotten")
    func leftovers() async throws {
        weak var left: RequestWaiters.Wait?
        weak var told: RequestWaiters.Wait?
        weak var closed: RequestWaiters.Wait?
        do {
            let (leaving, telling, closing) = (
                waiters.register(id), waiters.register(Sample.id()), waiters.register(Sample.id())
            )
            (left, told, closed) = (leaving, telling, closing)
            let neighbour = waiters.register(id)
            waiters.cancel(leaving)
            waiters.changed([telling.id])
            waiters.cancel(telling)
            waiters.cancel(leaving)
            #expect(try await ending(of: neighbour) { waiters.changed([id]) } == .changed)
            waiters.cancel(neighbour)
        }
        #expect(left == nil && told == nil && closed != nil, "one still waits")
        waiters.close()
        #expect(closed == nil)
    }
}
