import Analysis
import Jobs
import TestSupport
import Testing

@testable import ProviderAccess

@Suite struct RateBudgetTests {
    private let start = ManualTime.start

    private func budget(
        requests: Int? = nil, tokens: Int? = nil, perDay: Int? = nil, requestsPerDay: Int? = nil
    ) -> RateBudget {
        RateBudget(
            RateLimits(
                requestsPerMinute: requests, requestsPerDay: requestsPerDay, tokensPerMinute: tokens,
                tokensPerDay: perDay), at: start)
    }

    /// Charges as soon as it can be, and moves the time there.
    private func charge(_ tokens: Int, _ budget: inout RateBudget, _ now: inout Timestamp) -> RateBudget.Charge {
        while true {
            switch budget.charge(tokens, at: now) {
            case .success(let charge): return charge
            case .failure(let wait): now = now + max(wait.delay, .microseconds(1))
            }
        }
    }

    private func report(
        _ subject: RateLimitReport.Subject = .tokens, limit: Int?, remaining: Int?, reset: Duration? = nil,
        per period: RateLimitReport.Period = .minute
    ) -> RateLimitReport {
        RateLimitReport(subject, per: period, limit: limit, remaining: remaining, reset: reset)
    }

    private func named(_ budget: RateBudget, _ subject: RateLimitReport.Subject, _ period: RateLimitReport.Period)
        -> Int?
    {
        budget.limits.first { $0.subject == subject && $0.period == period }?.named
    }

    @Test("whatever is charged and corrected, no minute holds more than the limit", arguments: 0..<10)
    func everyMinute(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var budget = budget(requests: 40, tokens: 8000)
        var now = start
        var charges: [(time: Timestamp, tokens: Int)] = []
        for _ in 0..<300 {
            let tokens = Int.random(in: 100...3000, using: &generator)
            let charge = charge(tokens, &budget, &now)
            let used = Int.random(in: 50...tokens, using: &generator)
            charges.append((now, tokens))
            let minute = charges.filter { now - $0.time < .seconds(60) }
            #expect(minute.reduce(0) { $0 + $1.tokens } <= 8000)
            #expect(minute.count <= 40)
            now = now + .milliseconds(Int64.random(in: 0...500, using: &generator))
            budget.settle(charge, .done(tokens: used, reports: []), at: now)
            charges[charges.count - 1].tokens = used
        }
    }

    @Test("a charge is kept for a minute and little more, however many there are")
    func window() {
        var budget = budget(requests: 1000)
        var now = start
        for _ in 0..<1000 {
            _ = charge(1, &budget, &now)
            now = now + .milliseconds(5)
        }
        #expect(now - start < .seconds(6))
        _ = charge(1, &budget, &now)
        #expect(now - start > .seconds(60) && now - start < .seconds(63))
        #expect(budget.limits.allSatisfy { $0.slots.count <= 31 })
    }

    @Test("under continuous refill, once it is seen, the limit is used up whole")
    func continuous() {
        var budget = budget(tokens: 6000)
        var now = start
        var (charged, number) = (0, 0)
        let end = start + .seconds(660)
        while now < end {
            let charge = charge(1500, &budget, &now)
            if now >= start + .seconds(60), now < end { charged += 1500 }
            // As it may stand at any load.
            number += 1
            let used = 600 + number % 8 * 600
            let reset = Duration.milliseconds(used * 10)
            let report = report(limit: 6000, remaining: 6000 - used, reset: reset)
            budget.settle(charge, .done(tokens: 1500, reports: [report]), at: now)
        }
        #expect(Double(charged) >= 0.97 * 60_000, "\(charged)")
    }

    @Test("headers that speak of windows are not taken for continuous refill")
    func windows() {
        var budget = budget(tokens: 6000)
        var now = start
        for number in 0..<100 {
            let charge = charge(500, &budget, &now)
            let sliding = report(limit: 6000, remaining: 6000 - 500 * (1 + number % 8), reset: .seconds(60))
            budget.settle(charge, .done(tokens: 500, reports: [sliding]), at: now)
            #expect(budget.limits.allSatisfy { $0.period > .minute || !$0.isContinuous })
        }
    }

    @Test("what others with the same key use is charged too")
    func foreign() {
        var budget = budget(tokens: 6000)
        var now = start
        let charge = charge(500, &budget, &now)
        budget.settle(charge, .done(tokens: 500, reports: [report(limit: 6000, remaining: 500)]), at: now)
        #expect(budget.left(of: .tokens).map { $0 <= 500 } == true)
    }

    @Test("a charge of another history is no foreign use, and foreign use that several see is charged once")
    func histories() {
        var (old, now) = (budget(tokens: 6000), start)
        for _ in 0..<50 { _ = charge(1000, &old, &now) }
        let last = charge(1000, &old, &now)
        var anew = RateBudget(RateLimits(tokensPerMinute: 6000), at: now)
        anew.settle(last, .done(tokens: 1000, reports: [report(limit: 6000, remaining: 4000)]), at: now)
        #expect(anew.left(of: .tokens).map { $0 > 3000 } == true)
        let charges = (0..<3).map { _ in charge(100, &anew, &now) }
        for charge in charges {
            anew.settle(charge, .done(tokens: 100, reports: [report(limit: 6000, remaining: 3600)]), at: now)
        }
        #expect(anew.left(of: .tokens).map { $0 > 2500 } == true)
    }

    @Test("a day's limit of the operator's makes work trickle, and is never tried")
    func day() {
        var budget = budget(perDay: 86_400)
        var now = start
        let charge = charge(1000, &budget, &now)
        let refusal = report(limit: 86_400, remaining: 0, per: .day)
        budget.settle(charge, .refused(by: refusal, retryAfter: .seconds(1000)), at: now)
        var calls: [Timestamp] = []
        for _ in 0..<5 {
            _ = self.charge(1000, &budget, &now)
            calls.append(now)
        }
        // A token a second, from an empty bucket, a part of which is left alone.
        #expect(calls[0] >= start + .seconds(1000))
        #expect(zip(calls, calls.dropFirst()).allSatisfy { 999...1001 ~= ($1 - $0).inSeconds })
        #expect(budget.callsPerSecond(tokens: 1000).map { abs($0 - 0.001) < 0.0001 } == true)
    }

    @Test("a limit that a provider names replaces none, and lowers the operator's, never raises it")
    func told() {
        for (own, told, expected) in [(nil, 100, 100), (50, 100, 50), (200, 100, 100)] as [(Int?, Int, Int)] {
            var budget = budget(tokens: own)
            var now = start
            let charge = charge(10, &budget, &now)
            budget.settle(charge, .done(tokens: 10, reports: [report(limit: told, remaining: told)]), at: now)
            #expect(named(budget, .tokens, .minute) == expected)
        }
    }

    @Test("a call larger than everything waits for everything, and goes")
    func oversized() {
        var budget = budget(tokens: 1000)
        var now = start
        _ = charge(400, &budget, &now)
        _ = charge(5000, &budget, &now)
        #expect(now >= start + .seconds(60) && now < start + .seconds(70))
    }

    @Test("what was charged before a limit was told counts against it")
    func toldLater() {
        var budget = RateBudget(RateLimits(), at: start)
        var now = start
        let first = charge(5000, &budget, &now)
        for (number, used) in [1000, 2000, 3000].enumerated() {
            // It refills continuously, so that only the bucket counts.
            let report = report(limit: 8000, remaining: 8000 - used, reset: .milliseconds(used * 60 / 8))
            let call = number == 0 ? first : charge(1, &budget, &now)
            budget.settle(call, .done(tokens: number == 0 ? 3000 : 1, reports: [report]), at: now)
        }
        let left = budget.left(of: .tokens) ?? .max
        #expect(left <= 5000, "\(left)")
    }

    @Test("it survives being stored, and garbage is no budget")
    func stored() throws {
        let limits = RateLimits(requestsPerMinute: 30, tokensPerMinute: 8000)
        var budget = RateBudget(limits, at: start)
        var now = start
        for number in 0..<50 {
            let charge = charge(700, &budget, &now)
            let report = report(limit: 8000, remaining: 7000 - number % 2, reset: .milliseconds(7500))
            let outcome: CallOutcome =
                number == 30 ? .refused(by: nil, retryAfter: .seconds(1)) : .done(tokens: 600, reports: [report])
            budget.settle(charge, outcome, at: now)
            budget.hold(until: now + .seconds(2), at: now)
        }
        let restored = try #require(RateBudget(stored: budget.stored, limits))
        #expect(restored.stored == budget.stored && budget.stored.count < 2000)
        #expect(restored.limits.map(\.named) == budget.limits.map(\.named))
        #expect(restored.limits.map(\.slots) == budget.limits.map(\.slots) && restored.heldUntil == budget.heldUntil)
        let garbage = [
            "", "{}", "4", "4 2 3", "[\"a\"]", "5" + String(repeating: " 0", count: 200),
            "4" + String(repeating: " -1", count: 90), "4" + String(repeating: " 1e9", count: 90),
            "4" + String(repeating: " 99999999999999999999", count: 90), "4" + String(repeating: " 9", count: 73),
        ]
        for garbage in garbage { #expect(RateBudget(stored: Array(garbage.utf8), limits) == nil, "\(garbage)") }
        for length in [1, 2, 3] {
            #expect(RateBudget(stored: Array(budget.stored.prefix(budget.stored.count * length / 4)), limits) == nil)
        }
    }

    @Test("a budget from a time to come is known, and absurd limits are none", arguments: [Int.max, 1 << 60, 1])
    func absurd(limit: Int) throws {
        var budget = RateBudget(RateLimits(requestsPerMinute: limit, tokensPerDay: limit), at: start)
        var now = start
        let charge = charge(1_000_000_000, &budget, &now)
        let report = report(limit: limit, remaining: 0, per: .day)
        budget.settle(charge, .done(tokens: 1_000_000_000, reports: [report]), at: now)
        budget.settle(charge, .refused(by: report, retryAfter: nil), at: now)
        #expect(RateBudget(stored: budget.stored, RateLimits()) != nil)
        #expect(budget.isAhead(of: now - .seconds(3600)) && !budget.isAhead(of: now))
    }
}
