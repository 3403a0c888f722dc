import Jobs
import TestSupport
import Testing

@Suite struct AttemptLimitsTests {
    private let limits = AttemptLimits(attempts: 3, deadline: .seconds(60))
    private let submitted = ManualTime.start

    @Test(
        "a job ends with its last attempt, the twelfth death alone, or its deadline",
        arguments: [
            (attempts: 0, deaths: 0, seconds: 0, code: nil),
            (2, 11, 59, nil),
            (3, 0, 0, .attemptsExhausted),
            (4, 0, 0, .attemptsExhausted),
            (0, 12, 0, .workerCrashed),
            (0, 0, 60, .deadlineExceeded),
            (0, 0, 61, .deadlineExceeded),
            (3, 12, 60, .attemptsExhausted),
        ] as [(Int, Int, Int, FailureCode?)])
    func failureCode(attempts: Int, deaths: Int, seconds: Int, code: FailureCode?) {
        let now = submitted + .seconds(seconds)
        let seen = limits.failureCode(attempts: attempts, loneDeaths: deaths, submitted: submitted, now: now)
        #expect(seen == code)
    }

    @Test("after the first death a job runs alone")
    func alone() {
        #expect((0...2).map { limits.runsAlone(deaths: $0) } == [false, true, true])
    }

    @Test("from the second death on a job waits, each time twice as long, at most ten minutes")
    func pauses() {
        let pauses = (0...14).map { limits.pause(afterDeaths: $0) }
        #expect(pauses == [0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 600].map { .seconds($0) })
        #expect(limits.pause(afterDeaths: .max) == .seconds(600))
    }
}
