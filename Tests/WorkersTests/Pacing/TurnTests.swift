import TestSupport
import Testing

@testable import Workers

@Suite struct TurnTests {
    @Test("one at a time, in order, and those in haste before the others")
    func order() async throws {
        let turn = Turn()
        let gate = TestSignal("the first goes on")
        let order = Watched<[String]>([])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                _ = try await turn.take {
                    order.change { $0.append("first") }
                    try? await gate.wait()  // Ends with the test.
                }
            }
            try await order.until("it has begun") { $0.count == 1 }
            let others = [("second", false), ("third", false), ("hasty", true), ("hastier", true)]
            for (number, (name, isHasty)) in others.enumerated() {
                group.addTask {
                    _ = try await turn.take(hasty: isHasty) { order.change { $0.append(name) } }
                }
                try await withTimeLimit("\(name) waits") {
                    while !turn.isWaitedFor(by: number + 1) {
                        await Task.yield()
                    }
                }
            }
            gate.fire()
            try await group.waitForAll()
        }
        #expect(order.value == ["first", "hasty", "hastier", "second", "third"])
    }

    @Test("who is cancelled while waiting leaves the others their turns")
    func cancellation() async throws {
        let turn = Turn()
        let gate = TestSignal("the first goes on")
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { _ = try await turn.take { try? await gate.wait() } }  // Ends with the test.
            let waiting = Task { _ = try await turn.take {} }  // Cancelled below.
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            gate.fire()
            _ = try await turn.take {}
            try await group.waitForAll()
        }
    }
}
