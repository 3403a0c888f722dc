import TestSupport
import Testing

@testable import AsyncPrimitives

@Suite struct FairLockTests {
    @Test("one at a time, in order, and urgent ones before the others")
    func order() async throws {
        let lock = FairLock()
        let gate = TestSignal("the first goes on")
        let order = Watched<[String]>([])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                _ = try await lock.withLock {
                    order.change { $0.append("first") }
                    try? await gate.wait()  // Ends with the test.
                }
            }
            try await order.until("it has begun") { $0.count == 1 }
            let others = [("second", false), ("third", false), ("urgent", true), ("also urgent", true)]
            for (number, (name, isUrgent)) in others.enumerated() {
                group.addTask {
                    _ = try await lock.withLock(urgent: isUrgent) { order.change { $0.append(name) } }
                }
                try await withTimeLimit("\(name) waits") {
                    while !lock.isWaitedFor(by: number + 1) {
                        await Task.yield()
                    }
                }
            }
            gate.fire()
            try await group.waitForAll()
        }
        #expect(order.value == ["first", "urgent", "also urgent", "second", "third"])
    }

    @Test("one that is cancelled while it waits holds up nobody")
    func cancellation() async throws {
        let lock = FairLock()
        let gate = TestSignal("the first goes on")
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { _ = try await lock.withLock { try? await gate.wait() } }  // Ends with the test.
            let waiting = Task { _ = try await lock.withLock {} }  // Cancelled below.
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            gate.fire()
            _ = try await lock.withLock {}
            try await group.waitForAll()
        }
    }
}
