import Jobs
import TestSupport
import Testing

@testable import Workers

@Suite struct ProviderConditionTests {
    private let start = ManualTime.start

    @Test("calls that fail now and then are borne; three in a row open the breaker")
    func failures() {
        var condition = ProviderCondition()
        for _ in 0..<50 {
            let opens = [condition.failed("cut", at: start), condition.failed("cut", at: start)]
            #expect(opens == [false, false])
            for _ in 0..<6 { condition.succeeded() }
        }
        #expect(condition.standing == .well)
        let opens = (0..<3).map { _ in condition.failed("away", at: start) }
        #expect(opens == [false, false, true])
        #expect(condition.standing == .open && condition.trouble == "away")
        condition.succeeded()
        #expect(condition.standing == .open, "a call that was under way says nothing of now")
        let isNews = condition.failed("away", at: start)
        #expect(!isNews)
    }

    @Test("a provider that fails more often than it succeeds a few times over is left alone, in a row or not")
    func budget() {
        var condition = ProviderCondition()
        var calls = 0
        while condition.standing == .well, calls < 1000 {
            calls += 1
            _ = condition.failed("cut", at: start)
            if condition.standing == .well { condition.succeeded() }
        }
        #expect(10...40 ~= calls, "\(calls)")
    }

    @Test("checks of a failing provider come with full jitter, up to every half minute")
    func probes() {
        var longest = Duration.zero
        for _ in 0..<200 {
            var condition = ProviderCondition()
            for _ in 0..<3 { _ = condition.failed("away", at: start) }
            var ceiling = Duration.seconds(1)
            for _ in 0..<8 {
                let wait = (condition.nextCheck ?? start) - start
                #expect(wait >= .milliseconds(100) && wait <= ceiling)
                longest = max(longest, wait)
                ceiling = min(.seconds(30), ceiling * 2)
                condition.checkFailed("away", at: start)
            }
        }
        #expect(longest > .seconds(20))
    }

    @Test("after a check that went through the first failure opens it again, and the next check is later")
    func trial() {
        var condition = ProviderCondition()
        for _ in 0..<3 { _ = condition.failed("away", at: start) }
        condition.isWell()
        #expect(condition.standing == .well && condition.nextCheck == nil)
        let isOpen = condition.failed("away", at: start)
        #expect(isOpen)
        condition.isWell()
        condition.succeeded()
        let isOpenAgain = condition.failed("away", at: start)
        #expect(!isOpenAgain, "a call went through: it is as before")
    }

    @Test("a stopped provider is checked every minute at last; a check that goes through does not begin anew")
    func stopped() {
        var condition = ProviderCondition()
        var waits: [Duration] = []
        for _ in 0..<8 {
            let news = (0..<2).map { _ in condition.stopped("bad key", isSpent: false, at: start) }
            #expect(news == [true, false], "the second is a call that was on its way")
            waits.append((condition.nextCheck ?? start) - start)
            condition.isWell()
        }
        #expect(waits == [2, 4, 8, 16, 32, 60, 60, 60].map { .seconds($0) })
        condition.succeeded()
        _ = condition.stopped("bad key", isSpent: false, at: start)
        #expect(condition.nextCheck == start + .seconds(2))
    }

    @Test("for want of money it is checked every five minutes")
    func spent() {
        var condition = ProviderCondition()
        _ = condition.stopped("spend cap", isSpent: true, at: start)
        #expect(condition.nextCheck == start + .seconds(300))
        condition.checkFailed("spend cap", at: start + .seconds(300))
        #expect(condition.nextCheck == start + .seconds(600))
    }
}
