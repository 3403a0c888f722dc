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
                    budget.refused(by: nil, retryAfter: delay, at: now)
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
        #expect(late >= 10 * 150, "\(late)")
    }
}
