import Jobs
import TestSupport
import Testing

@testable import Workers

/// A provider that grants so many calls and says nothing but no.
private struct SilentProvider {
    enum Kind { case bucket, window, random }

    let kind: Kind
    let limit: Int
    var used = 0.0
    var updated: Timestamp
    var refusals = 0
    var admitted: [Timestamp] = []

    /// How long to wait, where the call is refused.
    mutating func call(at now: Timestamp, _ generator: inout SeededGenerator) -> Duration? {
        let perSecond = Double(limit) / 60
        switch kind {
        case .bucket:
            used = max(0, used - (now - updated).inSeconds * perSecond)
            updated = now
            if used + 1 <= Double(limit) { used += 1 } else { return refuse(.seconds(1)) }
        case .window:
            let minute = now.microseconds / 60_000_000
            if minute != updated.microseconds / 60_000_000 { used = 0 }
            updated = now
            let end = Timestamp(microseconds: (minute + 1) * 60_000_000)
            if Int(used) < limit { used += 1 } else { return refuse(end - now) }
        case .random:
            if Int.random(in: 0..<10, using: &generator) == 0 { return refuse(.milliseconds(200)) }
        }
        admitted.append(now)
        return nil
    }

    private mutating func refuse(_ delay: Duration) -> Duration {
        refusals += 1
        return delay
    }
}

@Suite("A limit that nobody names") struct LimitLearningTests {
    /// Calls as fast as the budget lets it, two hundred milliseconds each, for so long.
    private func saturate(_ provider: inout SilentProvider, for length: Duration, from start: Timestamp) -> RateBudget {
        var generator = SeededGenerator(seed: 1)
        var budget = RateBudget(RateLimits(), at: start)
        var now = start
        while now < start + length {
            switch budget.charge(500, at: now) {
            case .failure(let wait): now = now + max(wait.delay, .milliseconds(1))
            case .success(let charge):
                now = now + .milliseconds(200)
                if let delay = provider.call(at: now, &generator) {
                    budget.settle(charge, tokens: nil, at: now)
                    budget.refused(charge, by: nil, retryAfter: delay, at: now)
                    budget.hold(until: now + delay)
                } else {
                    budget.settle(charge, tokens: 400, at: now)
                    budget.heed([], to: charge, at: now)
                }
            }
        }
        return budget
    }

    @Test("is learned within two refusals where the refill is continuous", arguments: [20, 60, 120])
    func bucket(limit: Int) {
        var provider = SilentProvider(kind: .bucket, limit: limit, updated: ManualTime.start)
        _ = saturate(&provider, for: .seconds(900), from: ManualTime.start)
        #expect(provider.refusals <= 2, "\(provider.refusals)")
        let late = provider.admitted.filter { $0 >= ManualTime.start + .seconds(300) }.count
        #expect(late >= limit * 10 * 85 / 100, "\(late) of \(limit * 10)")
    }

    @Test("is learned within two refusals where it is counted by the minute", arguments: [20, 60, 120], [0, 20, 45])
    func window(limit: Int, offset: Int) {
        let start = ManualTime.start + .seconds(offset)
        var provider = SilentProvider(kind: .window, limit: limit, updated: start)
        _ = saturate(&provider, for: .seconds(900), from: start)
        #expect(provider.refusals <= 2, "\(provider.refusals)")
        // What is seen of the first minute may be less than there is.
        let late = provider.admitted.filter { $0 >= start + .seconds(300) }.count
        #expect(late >= limit * 10 * 75 / 100, "\(late) of \(limit * 10)")
    }

    @Test("is not imagined where refusals come by accident")
    func accidents() {
        var provider = SilentProvider(kind: .random, limit: 0, updated: ManualTime.start)
        _ = saturate(&provider, for: .seconds(900), from: ManualTime.start)
        // Unpaced it would be about 220 a minute.
        let late = provider.admitted.filter { $0 >= ManualTime.start + .seconds(300) }.count
        #expect(late >= 10 * 120, "\(late)")
    }

    private static let start = ManualTime.start

    /// As many calls as that of this size, one a second; then one that is refused. Returns when it was.
    private func refuse(after calls: Int, of tokens: Int, _ budget: inout RateBudget, from start: Timestamp)
        -> Timestamp
    {
        var now = start
        for _ in 0..<calls {
            guard case .success(let charge) = budget.charge(tokens, at: now) else { break }
            budget.settle(charge, tokens: tokens, at: now)
            now = now + .seconds(1)
        }
        if case .success(let charge) = budget.charge(tokens, at: now) {
            budget.settle(charge, tokens: nil, at: now)
            budget.refused(charge, by: nil, retryAfter: .seconds(1), at: now)
        }
        return now
    }

    @Test("after few large calls is one of tokens: what went through, and a little more")
    func fewCalls() {
        var budget = RateBudget(RateLimits(), at: Self.start)
        _ = refuse(after: 3, of: 3000, &budget, from: Self.start)
        #expect(budget.allowances.map(\.limit) == [nil, nil, 10_000, nil])
    }

    @Test("is none where an idle provider refuses, nor of one call where several are refused at once")
    func idle() {
        var budget = RateBudget(RateLimits(), at: Self.start)
        var now = Self.start
        for _ in 0..<5 {
            now = refuse(after: 0, of: 5000, &budget, from: now + .seconds(70))
            #expect(budget.isUnlimited)
        }
        now = now + .seconds(70)
        var charges: [RateBudget.Charge] = []
        for _ in 0..<8 {
            if case .success(let charge) = budget.charge(3000, at: now) { charges.append(charge) }
        }
        now = now + .seconds(1)
        for charge in charges.suffix(5) {
            budget.settle(charge, tokens: nil, at: now)
            budget.refused(charge, by: nil, retryAfter: .seconds(1), at: now)
        }
        #expect(budget.allowances[2].limit == 10_000, "those that were refused with the first never counted")
        #expect(budget.learning.trial != nil && budget.learning.surprises == 0)
    }

    @Test("is no lower than a call that went through")
    func disproved() {
        var budget = RateBudget(RateLimits(), at: Self.start)
        let now = refuse(after: 3, of: 1000, &budget, from: Self.start) + .seconds(70)
        #expect(budget.allowances[2].limit == 3333)
        guard case .success(let charge) = budget.charge(9000, at: now) else {
            Issue.record("what is more than everything waits for everything, which is there")
            return
        }
        budget.settle(charge, tokens: 8000, at: now)
        #expect(budget.allowances[2].limit == 8000)
    }

    @Test("is none after a small call or two")
    func tooFew() {
        var budget = RateBudget(RateLimits(), at: Self.start)
        for minute in 0..<5 { _ = refuse(after: 2, of: 900, &budget, from: Self.start + .seconds(120 * minute)) }
        #expect(budget.isUnlimited)
    }

    @Test(
        "is raised while a minute that used it was not refused, and is what was proven at the next refusal",
        arguments: [(wait: 30, limit: 8640), (9, 7759)])
    func trial(wait: Int, limit: Int) {
        var budget = RateBudget(RateLimits(), at: Self.start)
        var now = refuse(after: 3, of: 3000, &budget, from: Self.start)
        var limits: [Int?] = []
        for _ in 0..<3 {
            now = now + .seconds(63)
            for _ in 0..<3 {
                guard case .success(let charge) = budget.charge(3000, at: now) else { continue }
                budget.settle(charge, tokens: 3000, at: now)
                budget.heed([], to: charge, at: now)
                now = now + .seconds(1)
            }
            limits.append(budget.allowances[2].limit)
        }
        // There was no room for a fourth; then there would have been.
        #expect(limits == [11_666, 13_610, 13_610], "nothing is proven by a minute that used little of it")
        now = now + .seconds(63)
        var charges: [RateBudget.Charge] = []
        for _ in 0..<4 {
            now = now + .seconds(1)
            if case .success(let charge) = budget.charge(2900, at: now) { charges.append(charge) }
        }
        for charge in charges.dropLast(2) { budget.settle(charge, tokens: 2900, at: now) }
        for charge in charges.suffix(2) {
            budget.settle(charge, tokens: nil, at: now)
            budget.refused(charge, by: nil, retryAfter: .seconds(wait), at: now)
        }
        // Where it may flow in all the time, no more than went through on average since the first refusal.
        #expect(budget.allowances[2].limit == limit, "one that was under way at the time says nothing new")
        #expect(budget.learning.trial == nil)
    }

    @Test("is raised where few equal calls fill it, until it is none", arguments: 1...4)
    func equalCalls(calls: Int) {
        var budget = RateBudget(RateLimits(), at: Self.start)
        var now = refuse(after: calls, of: 3500, &budget, from: Self.start)
        for _ in 0..<40 {
            now = now + .seconds(63)
            while case .success(let charge) = budget.charge(3500, at: now), !budget.isUnlimited {
                budget.settle(charge, tokens: 3500, at: now)
                budget.heed([], to: charge, at: now)
                now = now + .milliseconds(100)
            }
        }
        #expect(budget.isUnlimited)
    }

    @Test(
        "teaches again when its trial was about another limit, which is named by now, or long ago",
        arguments: [false, true])
    func trialOver(isNamed: Bool) throws {
        var budget = RateBudget(RateLimits(), at: Self.start)
        var now = refuse(after: 3, of: 3000, &budget, from: Self.start)
        #expect(budget.learning.trial != nil && budget.allowances[0].limit == nil)
        now = now + .seconds(isNamed ? 90 : 7200)
        if isNamed {
            let charge = try budget.charge(100, at: now).get()
            budget.settle(charge, tokens: 100, at: now)
            let sign = LimitSign(.tokens, per: .minute, limit: 1_000_000)
            budget.heed([sign], to: charge, at: now)
        }
        _ = refuse(after: 8, of: 500, &budget, from: now + .seconds(70))
        #expect(budget.learning.trial?.since == budget.learning.last?.time, "a first refusal")
        #expect(budget.allowances[0].limit == 8)
    }

    @Test("and its trial survive being stored")
    func stored() throws {
        var budget = RateBudget(RateLimits(), at: Self.start)
        _ = refuse(after: 8, of: 1000, &budget, from: Self.start)
        #expect(budget.learning.trial != nil)
        let restored = try #require(RateBudget(stored: budget.stored, RateLimits()))
        #expect(restored.learning == budget.learning && restored.stored == budget.stored)
    }
}
