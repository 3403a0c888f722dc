import Jobs
import TestSupport
import Testing

@Suite struct AttemptLimitsTests {
    private let limits = AttemptLimits(attempts: 3, deadline: .seconds(60))
    private let submitted = ManualTime.start

    @Test(
        "a job ends with its last attempt, the fourth death, or its deadline",
        arguments: [
            (attempts: 0, deaths: 0, seconds: 0, code: nil),
            (2, 3, 59, nil),
            (3, 0, 0, .attemptsExhausted),
            (4, 0, 0, .attemptsExhausted),
            (0, 4, 0, .workerCrashed),
            (0, 0, 60, .deadlineExceeded),
            (0, 0, 61, .deadlineExceeded),
            (3, 4, 60, .attemptsExhausted),
        ] as [(Int, Int, Int, FailureCode?)])
    func verdict(attempts: Int, deaths: Int, seconds: Int, code: FailureCode?) {
        let now = submitted + .seconds(seconds)
        let verdict = limits.verdict(attempts: attempts, deaths: deaths, submitted: submitted, now: now)
        #expect(verdict == code)
    }

    @Test("after the first death a job is a suspect")
    func suspects() {
        #expect((0...2).map { limits.isSuspect(deaths: $0) } == [false, true, true])
    }
}
