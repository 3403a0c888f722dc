import Jobs
import TestSupport
import Testing

@testable import Workers

@Suite struct ProviderConditionTests {
    private let start = ManualTime.start

    private func expect(
        _ condition: inout ProviderCondition, _ expected: ProviderCondition.Advice,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let advice = condition.advice()
        #expect(advice == expected, sourceLocation: sourceLocation)
    }

    @Test("one failed call is an accident, two in a row are trouble, one that succeeds ends it")
    func failures() {
        var condition = ProviderCondition()
        expect(&condition, .call)
        condition.failed("cut")
        #expect(!condition.isFailing)
        condition.failed("cut again")
        #expect(condition.isFailing && condition.trouble == "cut again" && condition.failures == 2)
        // Calls are what finds out.
        expect(&condition, .call)
        condition.succeeded()
        #expect(!condition.isFailing && condition.trouble == nil && condition.failures == 0)
    }

    @Test("while it is stopped one checks and the others wait")
    func oneChecks() {
        var condition = ProviderCondition()
        let isFirst = condition.stopped("bad key", at: start)
        #expect(isFirst)
        #expect(condition.isStopped && condition.nextCheck == start + .seconds(2))
        expect(&condition, .check(at: start + .seconds(2)))
        expect(&condition, .wait)
        condition.gaveUpCheck()
        // Another takes it over.
        expect(&condition, .check(at: start + .seconds(2)))
        let isNews = condition.stopped("bad key", at: start + .seconds(1))
        #expect(!isNews, "a call that was on its way")
        condition.succeeded()
        #expect(condition.isStopped, "so was this one")
        expect(&condition, .wait)
        condition.checkFailed("bad key", at: start + .seconds(2))
        expect(&condition, .check(at: start + .seconds(6)))
        condition.isWell()
        #expect(!condition.isStopped)
        expect(&condition, .call)
    }

    @Test("checks come every minute at last, and a check that goes through does not begin anew")
    func intervals() {
        var condition = ProviderCondition()
        var waits: [Duration] = []
        for _ in 0..<8 {
            _ = condition.stopped("spend cap", at: start)
            waits.append((condition.nextCheck ?? start) - start)
            condition.isWell()
        }
        #expect(waits == [2, 4, 8, 16, 32, 60, 60, 60].map { .seconds($0) })
        condition.succeeded()
        _ = condition.stopped("bad key", at: start)
        #expect(condition.nextCheck == start + .seconds(2))
    }
}
