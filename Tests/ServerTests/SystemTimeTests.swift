import Foundation
import Jobs
import Server
import TestSupport
import Testing

@Suite struct SystemTimeTests {
    @Test("time never steps back, in any task")
    func monotony() async {
        let time = SystemTime()
        await withTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    var last = time.now
                    for _ in 0..<20_000 {
                        let now = time.now
                        #expect(now >= last)
                        last = now
                    }
                }
            }
        }
    }

    @Test("it is the wall clock's time")
    func wallClock() {
        let before = Date().timeIntervalSince1970
        let now = Double(SystemTime().now.microseconds) / 1e6
        let after = Date().timeIntervalSince1970
        #expect(now >= before - 0.001 && now <= after + 1)
    }

    @Test("a sleep ends when its deadline is reached, and not before")
    func sleeping() async throws {
        let time = SystemTime()
        for delay in [Duration.milliseconds(1), .milliseconds(20), .zero, .seconds(-10)] {
            let deadline = time.now + delay
            try await time.sleep(until: deadline)
            #expect(time.now >= deadline)
        }
    }

    @Test("a cancelled sleep ends at once, with an error")
    func cancellation() async throws {
        let time = SystemTime()
        try await withTimeLimit("the sleep ends") {
            await withThrowingTaskGroup { group in
                group.addTask { try await time.sleep(until: time.now + .seconds(3600)) }
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.waitForAll() }
            }
        }
    }
}
