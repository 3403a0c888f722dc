import Jobs
import TestSupport
import Testing

@testable import Workers

/// What is learned from a refusal, and what becomes of the calls that were under way.
@Suite("A limit that nobody names, and calls under way") struct LimitCorrectionTests {
    private static let start = ManualTime.start
    /// The allowance of tokens a minute, and that of requests.
    private static let (tokens, requests) = (2, 0)

    /// Calls of so many tokens each, at the same time.
    private func charge(_ calls: Int, of tokens: Int, _ budget: inout RateBudget, at now: Timestamp) throws
        -> [RateBudget.Charge]
    {
        try (0..<calls).map { _ in try budget.charge(tokens, at: now).get() }
    }

    private func refuse(
        _ charge: RateBudget.Charge, _ budget: inout RateBudget, wait: Duration = .seconds(55), at now: Timestamp
    ) {
        budget.settle(charge, tokens: nil, at: now)
        budget.refused(charge, by: nil, retryAfter: wait, at: now)
    }

    @Test("counts them by what they came to, but never below what is proven")
    func underWay() throws {
        var budget = RateBudget(RateLimits(), at: Self.start)
        let charges = try charge(4, of: 3000, &budget, at: Self.start)
        refuse(charges[3], &budget, at: Self.start)
        #expect(budget.allowances[Self.tokens].limit == 10_000)
        for charge in charges.prefix(3) { budget.settle(charge, tokens: 2500, at: Self.start) }
        #expect(budget.allowances[Self.tokens].limit == 8500)
        #expect(budget.learning.trial?.proven[Self.tokens] == 7500)

        let later = Self.start + .seconds(61)
        let large = try charge(2, of: 4000, &budget, at: later)
        refuse(large[1], &budget, at: later)
        let settled = Int(7500 * 0.96)
        #expect(budget.allowances[Self.tokens].limit == settled, "what went through at the first refusal")
        budget.settle(large[0], tokens: nil, at: later)
        #expect(budget.allowances[Self.tokens].limit == settled)
    }

    @Test("is none where they were all refused, or all failed", arguments: [4, 8, 24], [Int?.none, 0])
    func allRefused(calls: Int, tokens: Int?) throws {
        var budget = RateBudget(RateLimits(), at: Self.start)
        let charges = try charge(calls, of: 3000, &budget, at: Self.start)
        let now = Self.start + .seconds(1)
        refuse(charges[0], &budget, at: now)
        #expect(!budget.isUnlimited)
        for charge in charges.dropFirst() {
            budget.settle(charge, tokens: tokens, at: now)
            if tokens == nil { budget.refused(charge, by: nil, retryAfter: .seconds(55), at: now) }
        }
        #expect(budget.isUnlimited && budget.learning.trial == nil)
    }

    @Test("is not next to nothing where nearly all were refused", arguments: [8, 24])
    func nearlyAllRefused(calls: Int) throws {
        var budget = RateBudget(RateLimits(), at: Self.start)
        let charges = try charge(calls, of: 3000, &budget, at: Self.start)
        let now = Self.start + .seconds(1)
        budget.settle(charges[0], tokens: 2000, at: now)
        for charge in charges.dropFirst() { refuse(charge, &budget, at: now) }
        #expect(budget.allowances.map(\.limit) == [5, nil, 4000, nil])
    }

    @Test("is lowered by the share of them that it was taken for")
    func share() throws {
        var budget = RateBudget(RateLimits(), at: Self.start)
        var charges: [RateBudget.Charge] = []
        for call in 0..<25 {
            let now = Self.start + .milliseconds(2400 * call)
            charges += try charge(1, of: 3000, &budget, at: now)
            if call < 17 { budget.settle(charges[call], tokens: 3000, at: now) }
        }
        let now = Self.start + .milliseconds(2400 * 24)
        refuse(charges[24], &budget, wait: .seconds(1), at: now)
        let limit = try #require(budget.allowances[Self.tokens].limit)
        for charge in charges[17..<24] { budget.settle(charge, tokens: 0, at: now) }
        let lower = try #require(budget.allowances[Self.tokens].limit)
        #expect(abs(lower - limit * 17 / 24) < 20, "\(limit), \(lower)")
        #expect(budget.allowances[Self.requests].limit == limit / 3000, "they were made")
    }

    @Test("is measured from what had really counted at the refusal before")
    func counted() throws {
        var budget = RateBudget(RateLimits(), at: Self.start)
        let charges = try charge(25, of: 2000, &budget, at: Self.start)
        for charge in charges[..<10] { budget.settle(charge, tokens: 2000, at: Self.start) }
        refuse(charges[24], &budget, wait: .seconds(30), at: Self.start)
        for charge in charges[10..<24] { budget.settle(charge, tokens: 0, at: Self.start) }
        #expect(budget.allowances[Self.tokens].limit == 19_200)
        let later = Self.start + .seconds(90)
        for charge in try charge(12, of: 1500, &budget, at: later) { budget.settle(charge, tokens: 1500, at: later) }
        let more = try charge(1, of: 1000, &budget, at: later + .seconds(1))
        refuse(more[0], &budget, wait: .seconds(30), at: later + .seconds(1))
        #expect(budget.allowances[Self.tokens].limit == 17_280, "12 calls of 1,500 tokens, less 4 %")
    }

    @Test("is no lower for a call of another history")
    func otherHistory() throws {
        var lost = RateBudget(RateLimits(), at: Self.start)
        let old = try charge(16, of: 3000, &lost, at: Self.start)
        var budget = RateBudget(RateLimits(), at: Self.start)
        let charges = try charge(4, of: 3000, &budget, at: Self.start)
        refuse(charges[3], &budget, at: Self.start)
        for charge in old.suffix(8) { budget.settle(charge, tokens: 2000, at: Self.start) }
        #expect(budget.allowances[Self.tokens].limit == 10_000)
    }

    @Test("what an earlier minute proved is not taken back")
    func proven() throws {
        var budget = RateBudget(RateLimits(), at: Self.start)
        let charges = try charge(4, of: 3000, &budget, at: Self.start)
        for charge in charges.dropLast() { budget.settle(charge, tokens: 3000, at: Self.start) }
        refuse(charges[3], &budget, at: Self.start)
        let later = Self.start + .seconds(63)
        let minute = try charge(9, of: 1050, &budget, at: later)
        budget.settle(minute[0], tokens: 1050, at: later)
        budget.heed([], to: minute[0], at: later)
        #expect(budget.learning.trial?.proven[Self.tokens] == 9450)
        for charge in minute.dropFirst() { budget.settle(charge, tokens: 0, at: later) }
        #expect(budget.learning.trial?.proven[Self.tokens] == 9000)
    }
}
