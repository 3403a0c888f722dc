import Jobs
import TestSupport
import Testing

@testable import Service

@Suite struct RequestWaitersTests {
    private let waiters = RequestWaiters()
    private let caller = ScriptedCaller()
    private let id = Sample.id()

    private func change(_ id: RequestID, _ state: JobState = .done) -> [Change] { [Change(request: id, state: state)] }

    /// How a wait ends, the body being run meanwhile.
    private func ending(
        of wait: RequestWaiters.Wait, within limit: Duration = .seconds(30),
        _ body: (Watched<WaitResult?>) async throws -> Void = { _ in }
    ) async throws -> WaitResult {
        let ending = Watched<WaitResult?>(nil)
        return try await withThrowingTaskGroup { [caller] group in
            group.addTask {
                let result = await wait.result(within: limit, for: caller)
                ending.change { $0 = result }
            }
            try await body(ending)
            try await ending.until("the wait ends") { $0 != nil }
            return try #require(ending.value)
        }
    }

    @Test("a change after registering and before waiting is not missed")
    func before() async throws {
        let wait = waiters.register(id)
        waiters.changed(change(id))
        #expect(try await ending(of: wait) == .changed)
    }

    @Test("a change ends every wait for that request, and no other")
    func during() async throws {
        let (first, second, other) = (waiters.register(id), waiters.register(id), waiters.register(Sample.id()))
        async let firstEnding = first.result(within: .seconds(30), for: caller)
        async let secondEnding = second.result(within: .seconds(30), for: caller)
        async let otherEnding = other.result(within: .seconds(30), for: caller)
        waiters.changed(change(id, .processing))
        #expect(await (firstEnding, secondEnding) == (.changed, .changed))
        waiters.close()
        #expect(await otherEnding == .closed)
    }

    @Test("changes before registering are none of its business")
    func tooEarly() async throws {
        waiters.changed(change(id))
        let wait = waiters.register(id)
        let ending = try await ending(of: wait) { _ in waiters.close() }
        #expect(ending == .closed)
    }

    @Test("a wait ends when its time is up, or its caller leaves", arguments: [WaitResult.timedOut, .callerLeft])
    func over(as ending: WaitResult) async throws {
        let wait = waiters.register(id)
        let caller = caller
        let seen = try await self.ending(of: wait) { _ in
            try await caller.watched.until("it waits") { $0 == 1 }
            caller.end(ending)
        }
        #expect(seen == ending)
        #expect(caller.watched.value == 0, "nobody is watched any more")
    }

    @Test("closing ends all waits, and every later one at once")
    func closing() async throws {
        let ending = try await ending(of: waiters.register(id)) { _ in waiters.close() }
        #expect(ending == .closed)
        #expect(try await self.ending(of: waiters.register(id)) == .closed)
        waiters.close()
    }

    @Test("a wait ends once: what comes later changes nothing")
    func once() async throws {
        let wait = waiters.register(id)
        waiters.changed(change(id))
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
            waiters.changed(change(telling.id))
            waiters.cancel(telling)
            waiters.cancel(leaving)
            #expect(try await ending(of: neighbour) { _ in waiters.changed(change(id)) } == .changed)
            waiters.cancel(neighbour)
        }
        #expect(left == nil && told == nil && closed != nil, "one still waits")
        waiters.close()
        #expect(closed == nil)
    }
}
