import Analysis
import Jobs
import TestSupport
import Testing

@testable import ProviderAccess

/// What a provider says is believed as far as it can be meant.
@Suite("Guidance of a provider") struct GuidanceTests {
    private let start = ManualTime.start

    /// When a call of this size may be made.
    private func next(_ tokens: Int, _ budget: RateBudget, after now: Timestamp) -> Duration {
        var (budget, time) = (budget, now)
        while case .failure(let wait) = budget.charge(tokens, at: time) {
            time = time + max(wait.delay, .microseconds(1))
        }
        return time - now
    }

    /// A limit of tokens that was found.
    private func limit(_ budget: RateBudget, at time: Timestamp) -> Int? {
        var budget = budget
        budget.advance(to: time)
        return budget.limits.compactMap(\.limit).first
    }

    @Test(
        "a hold is five minutes at most, and a shorter one never replaces a longer one",
        arguments: [5, 60, 301, 86_400])
    func hold(seconds: Int) {
        var budget = RateBudget(RateLimits(), at: start)
        budget.hold(until: start + .seconds(seconds), at: start)
        budget.hold(until: start + .seconds(5), at: start)
        #expect(next(1, budget, after: start) == .seconds(min(300, seconds)))
    }

    @Test(
        "where nothing is left after an answer, the reset says for how long",
        arguments: [(6000, 2), (6000, 20), (nil, 2), (nil, 20), (650, 2), (1, 2), (nil, 86_400), (6000, 86_400)]
            as [(Int?, Int)], RateLimitReport.Period.allCases)
    func reset(told: (limit: Int?, seconds: Int), period: RateLimitReport.Period) throws {
        for subject in [RateLimitReport.Subject.tokens, .requests] {
            var budget = RateBudget(RateLimits(), at: start)
            let charge = try budget.charge(700, at: start).get()
            let report = RateLimitReport(
                subject, per: period, limit: told.limit, remaining: 0, reset: .seconds(told.seconds))
            budget.settle(charge, .done(tokens: 650, reports: [report]), at: start)
            let wait = next(600, budget, after: start)
            let isBelieved = told.limit != 1 || subject == .requests
            #expect(wait <= .seconds(min(300, told.seconds)), "\(subject): \(wait)")
            if isBelieved, told.seconds == 2, period > .second { #expect(wait == .seconds(2), "\(subject): \(wait)") }
        }
    }

    @Test("a limit that the answer contradicts is none", arguments: [1, 10, 649], RateLimitReport.Period.allCases)
    func contradiction(limit: Int, period: RateLimitReport.Period) throws {
        for remaining in [nil, 0, limit] {
            var budget = RateBudget(RateLimits(), at: start)
            let charge = try budget.charge(700, at: start).get()
            let report = RateLimitReport(.tokens, per: period, limit: limit, remaining: remaining)
            budget.settle(charge, .done(tokens: 650, reports: [report]), at: start)
            #expect(budget.isUnlimited && next(600, budget, after: start) == .zero)
        }
        // One that a refusal named, too.
        var budget = RateBudget(RateLimits(), at: start)
        let first = try budget.charge(700, at: start).get()
        let report = RateLimitReport(.tokens, per: period, limit: limit, remaining: 0)
        budget.settle(first, .refused(by: report, retryAfter: nil), at: start)
        let later = start + next(700, budget, after: start)
        #expect(later <= start + .seconds(300))
        let second = try budget.charge(700, at: later).get()
        budget.settle(second, .done(tokens: 650, reports: []), at: later)
        #expect(budget.isUnlimited)
    }

    @Test("a limit of the day that only the provider names is tried every five minutes", arguments: [2, 10])
    func probe(limit: Int) throws {
        var (budget, now) = (RateBudget(RateLimits(), at: start), start)
        for number in 1...20 {
            now = now + next(100, budget, after: now)
            let charge = try budget.charge(100, at: now).get()
            let report = RateLimitReport(.requests, per: .day, limit: limit, remaining: max(0, limit - number))
            let isRefused = number > limit
            let outcome: CallOutcome =
                isRefused ? .refused(by: report, retryAfter: .seconds(80_000)) : .done(tokens: 100, reports: [report])
            budget.settle(charge, outcome, at: now)
            if isRefused { budget.hold(until: now + .seconds(80_000), at: now) }
            if number >= limit { #expect(next(100, budget, after: now) == .seconds(300)) }
        }
    }

    @Test("a limit of the second, or of the hour, is kept to as well")
    func periods() throws {
        var (budget, now) = (RateBudget(RateLimits(), at: start), start)
        let reports = [
            RateLimitReport(.requests, per: .second, limit: 2, remaining: 2),
            RateLimitReport(.tokens, per: .hour, limit: 36_000),
        ]
        var calls: [Timestamp] = []
        for _ in 0..<100 {
            now = now + next(1000, budget, after: now)
            calls.append(now)
            let charge = try budget.charge(1000, at: now).get()
            budget.settle(charge, .done(tokens: 1000, reports: reports), at: now)
        }
        #expect(zip(calls, calls.dropFirst(2)).dropFirst().allSatisfy { $1 - $0 >= .seconds(1) })
        #expect((calls[99] - calls[40]).inSeconds > 5800, "1,000 tokens in 100 s")
    }

    @Test("a refusal without a word cuts what the last minute came to, which is regained, and then forgotten")
    func silentRefusal() throws {
        var budget = RateBudget(RateLimits(), at: start)
        let charges = try (0..<4).map { _ in try budget.charge(3000, at: start).get() }
        // Calls that were under way together count once.
        for charge in charges.suffix(2) {
            budget.settle(charge, .refused(by: nil, retryAfter: .seconds(20)), at: start + .seconds(1))
        }
        let first = try #require(limit(budget, at: start + .seconds(1)))
        #expect(6000...9600 ~= first)
        let later = start + .seconds(120)
        let regained = try #require(limit(budget, at: later))
        #expect(regained > first)
        // A second one, near the limit.
        let more = try (0..<2).map { _ in try budget.charge(3000, at: later).get() }
        budget.settle(more[1], .refused(by: nil, retryAfter: nil), at: later)
        #expect(try #require(limit(budget, at: later)) < regained)
        #expect(limit(budget, at: later + .seconds(3600)) == nil)
        #expect(budget.largestCall == nil, "it condemns no text")
    }

    @Test("a refusal far below the limit that was found says that it was none")
    func noLimit() throws {
        var budget = RateBudget(RateLimits(), at: start)
        let charges = try (0..<10).map { _ in try budget.charge(3000, at: start).get() }
        budget.settle(charges[9], .refused(by: nil, retryAfter: nil), at: start)
        #expect(!budget.isUnlimited)
        let later = start + .seconds(100)
        _ = try budget.charge(3000, at: later).get()
        let refused = try budget.charge(3000, at: later).get()
        budget.settle(refused, .refused(by: nil, retryAfter: nil), at: later)
        #expect(budget.isUnlimited)
    }

    @Test("a refusal of the first call, or one that asks to wait for longer than a minute, says nothing of the minute")
    func nothingUsed() throws {
        for (calls, wait) in [(1, 5), (5, 62), (5, 3600)] {
            var budget = RateBudget(RateLimits(), at: start)
            let charges = try (0..<calls).map { _ in try budget.charge(3000, at: start).get() }
            budget.settle(charges[calls - 1], .refused(by: nil, retryAfter: .seconds(wait)), at: start)
            #expect(budget.isUnlimited)
        }
    }
}
