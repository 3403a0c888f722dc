import Jobs
import TestSupport
import Testing

extension BrokerCase {
    static let promises: [BrokerCase] = [
        BrokerCase("each client turned away is promised a slot of its own", policy: .conformance(jobs: 1)) { fixture in
            fixture.forecast.change { $0 = .working(jobsPerSecond: 0.1) }
            try await fixture.admit("A")
            for slot in 1...5 {
                let promise = try await promise(fixture)
                #expect(abs(promise.delay - .seconds(slot * 10)) < .seconds(2))
            }
            fixture.time.advance(by: .seconds(60))
            let fresh = try await promise(fixture)
            #expect(abs(fresh.delay - .seconds(10)) < .seconds(2), "slots pass with time")
        },
        BrokerCase("no promise is later than 300 s while work goes on", policy: .conformance(jobs: 1)) { fixture in
            fixture.forecast.change { $0 = .working(jobsPerSecond: 0.01) }
            try await fixture.admit("A")
            for _ in 0..<10 {
                let promise = try await promise(fixture)
                #expect(promise.delay <= .seconds(300))
                #expect(promise.seconds >= 1)
            }
        },
        BrokerCase("paused, or stopped, the promise is a minute", policy: .conformance(jobs: 1)) { fixture in
            try await fixture.admit("A")
            fixture.forecast.change { $0 = .stopped }
            for _ in 0..<3 {
                let promise = try await promise(fixture)
                #expect(promise.seconds == 60)
            }
            fixture.forecast.change { $0 = .working(jobsPerSecond: 1) }
            try await fixture.broker.setPaused(true)
            let promise = try await promise(fixture)
            #expect(promise.seconds == 60)
        },
        BrokerCase("while the provider waits for a time, slots begin there", policy: .conformance(jobs: 1)) { fixture in
            try await fixture.admit("A")
            let until = fixture.time.now + .seconds(1000)
            fixture.forecast.change { $0 = .waiting(until: until, jobsPerSecond: 0.1) }
            let first = try await promise(fixture)
            #expect(abs(first.delay - .seconds(1010)) < .seconds(2))
            let second = try await promise(fixture)
            #expect(abs(second.delay - .seconds(1020)) < .seconds(2))
        },
        BrokerCase("no promise is later than an hour", policy: .conformance(jobs: 1)) { fixture in
            try await fixture.admit("A")
            let until = fixture.time.now + .seconds(100_000)
            fixture.forecast.change { $0 = .waiting(until: until, jobsPerSecond: 1) }
            let promise = try await promise(fixture)
            #expect(promise.delay == .seconds(3600))
        },
        BrokerCase("the measured drain makes the slots, and the estimate", policy: .conformance(jobs: 5)) { fixture in
            fixture.forecast.change { $0 = .working(jobsPerSecond: 0.02) }
            let first = try await fixture.admit("text 0")
            #expect(try await fixture.record(first).estimate == nil, "nothing is measured yet")
            for number in 1..<5 { try await fixture.admit("text \(number)") }
            var last: [RequestID] = []
            for number in 5..<65 {
                let lease = try await fixture.lease()
                fixture.time.advance(by: .milliseconds(500))
                try await fixture.end(lease)
                last = try await last.suffix(4) + [fixture.admit("text \(number)")]
            }
            let promise = try await promise(fixture)
            #expect(promise.delay < .seconds(5), "two jobs leave each second")
            let near = try #require(try await fixture.record(last[0]).estimate)
            let far = try #require(try await fixture.record(last[4]).estimate)
            #expect(near > .zero)
            #expect(far > near)
        },
    ]

    private static func abs(_ difference: Duration) -> Duration {
        difference < .zero ? .zero - difference : difference
    }

    /// What the next one who finds the queue full is told.
    private static func promise(_ fixture: BrokerFixture) async throws -> SlotPromise.Promise {
        let admission = try await fixture.submit("one more")
        guard case .full(let promise, _, _) = admission.rejection else {
            throw Overdue(rule: "a full queue turns work away")
        }
        return promise
    }
}
