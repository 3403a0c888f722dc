import Analysis
import Jobs
import TestSupport
import Testing

@testable import ProviderAccess

@Suite("The circuit breaker")
struct CircuitBreakerTests {
    private let start = ManualTime.start

    /// Whether it opened.
    private func fail(
        _ breaker: inout CircuitBreaker, _ jobs: Set<Int64>, _ fault: ProviderError.Fault = .outage,
        isProbe: Bool = false
    ) -> Bool {
        let wasClosed = breaker.isClosed
        breaker.failed(fault, "away", jobs: jobs, isProbe: isProbe, at: start)
        return wasClosed && !breaker.isClosed
    }

    private func opened(_ fault: ProviderError.Fault = .outage) -> CircuitBreaker {
        var breaker = CircuitBreaker()
        for job in Int64(1)...3 { _ = fail(&breaker, [job], fault) }
        return breaker
    }

    @Test("opens when three distinct jobs fail alike with no success between")
    func opens() {
        var breaker = CircuitBreaker()
        let news = (Int64(1)...4).map { fail(&breaker, [$0]) }
        #expect(news == [false, false, true, false])
        #expect(!breaker.isClosed && breaker.detail == "away")
    }

    @Test("is not opened by one job, however often and in whatever company it fails")
    func oneJob() {
        var breaker = CircuitBreaker()
        for _ in 0..<50 {
            for jobs: Set<Int64> in [[7, 1, 2, 3], [7, 1], [7], [7, 8, 9]] {
                let opens = fail(&breaker, jobs)
                #expect(!opens)
            }
        }
        #expect(breaker.isClosed && breaker.isInDoubt)
    }

    @Test("counts a pack that fails once, and its jobs one by one where they fail alone")
    func packs() {
        var breaker = CircuitBreaker()
        var news = [fail(&breaker, [1, 2, 3, 4]), fail(&breaker, [1, 2]), fail(&breaker, [3, 4])]
        #expect(news == [false, false, false])
        news = [fail(&breaker, [1]), fail(&breaker, [2])]
        #expect(news == [false, true])
    }

    @Test("begins anew with every success, and counts failures of another kind apart")
    func success() {
        var breaker = CircuitBreaker()
        for round in Int64(0)..<20 {
            let news = [fail(&breaker, [3 * round]), fail(&breaker, [3 * round + 1], .outage)]
            #expect(news == [false, false])
            breaker.succeeded(isProbe: false)
        }
        var other = CircuitBreaker()
        let news = [
            fail(&other, [1]), fail(&other, [2], .rejection), fail(&other, [3], .unreadable), fail(&other, [4]),
        ]
        #expect(news == [false, false, false, false])
        let opens = fail(&other, [5])
        #expect(opens)
    }

    @Test("is not closed by a call that was under way when it opened, but by the probe")
    func probe() {
        var breaker = opened()
        breaker.succeeded(isProbe: false)
        #expect(!breaker.isClosed)
        breaker.startProbe()
        let claims = [breaker.claimProbe(), breaker.claimProbe()]
        #expect(claims == [true, false])
        let sent = [breaker.sendProbe(), breaker.takeProbe()]
        #expect(sent == [true, false], "the canary does not make it as well")
        breaker.succeeded(isProbe: true)
        #expect(breaker.isClosed)
    }

    @Test("opens again when the probe fails, each time for longer; a canary's success does not shorten that")
    func again() {
        var breaker = opened(.misconfiguration)
        var waits: [Duration] = []
        for round in Int64(0)..<8 {
            guard case .open(let until) = breaker.state else {
                Issue.record("it is open")
                return
            }
            waits.append(until - start)
            breaker.startProbe()
            if round % 2 == 0 {
                _ = breaker.takeProbe()
                breaker.canarySucceeded()
                #expect(breaker.isClosed)
                for job in Int64(1)...3 { _ = fail(&breaker, [job], .misconfiguration) }
            } else {
                _ = breaker.claimProbe()
                _ = breaker.sendProbe()
                _ = fail(&breaker, [round], .misconfiguration, isProbe: true)
            }
        }
        #expect(waits == [2, 4, 8, 16, 32, 60, 60, 60].map { .seconds($0) })
    }

    @Test(
        "looks for a provider that is away with full jitter, up to every half minute; without money every five minutes")
    func delays() {
        var longest = Duration.zero
        for _ in 0..<200 {
            var breaker = opened()
            var ceiling = Duration.seconds(1)
            for _ in 0..<8 {
                guard case .open(let until) = breaker.state else { break }
                #expect(until - start >= .milliseconds(100) && until - start <= ceiling)
                longest = max(longest, until - start)
                ceiling = min(.seconds(30), ceiling * 2)
                breaker.startProbe()
                _ = breaker.takeProbe()
                _ = fail(&breaker, [-1], isProbe: true)
            }
        }
        #expect(longest > .seconds(20))
        #expect(opened(.noCredit).state == .open(until: start + .seconds(300)))
    }
}
