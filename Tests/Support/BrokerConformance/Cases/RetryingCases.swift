import Jobs
import TestSupport
import Testing

extension BrokerCase {
    static let retrying: [BrokerCase] = [
        BrokerCase("a failed request is queued again under its id, with its text and new attempts") { fixture in
            let id = try await fixture.admit("A")
            for _ in 0..<3 { try await fixture.giveBack(fixture.lease(), burning: true) }
            let record = try await retry(id, fixture)
            #expect(record.id == id)
            #expect(record.state == .queued)
            #expect(record.failure == nil)
            #expect(record.finishedAt == nil)
            #expect(record.attempts == 0)
            let lease = try await fixture.lease()
            #expect(lease.text == "A")
            #expect(lease.attempts == 0)
            try await fixture.end(lease, .done(Sample.result("at last")))
            let done = try await fixture.record(id)
            #expect(done.result == Sample.result("at last"))
        },
        BrokerCase("a retried request has a new deadline", policy: .conformance(deadline: .seconds(300))) { fixture in
            let id = try await fixture.admit("A")
            try await fixture.end(fixture.lease(), .failed(.invalidAnswer))
            try await fixture.time.jump(to: fixture.time.now + .seconds(200))
            _ = try await retry(id, fixture)
            try await fixture.time.jump(to: fixture.time.now + .seconds(200))
            try await fixture.pass(fixture.policy.leaseTerm)
            try await fixture.record(id, is: .queued)
            try await fixture.end(fixture.lease())
            let record = try await fixture.record(id)
            #expect(record.state == .done)
        },
        BrokerCase("a retried request can be attached to, and stores its result") { fixture in
            let id = try await fixture.admit("A")
            try await fixture.end(fixture.lease(), .failed(.invalidAnswer))
            _ = try await retry(id, fixture)
            let attached = try await fixture.submit("A")
            #expect(attached.attached != nil)
            try await fixture.end(fixture.lease(), .done(Sample.result("kept")))
            let known = try await fixture.submit("A")
            #expect(known.cached?.result == Sample.result("kept"))
        },
        BrokerCase("a request retried while equal work is in flight costs no second call") { fixture in
            let id = try await fixture.admit("A")
            try await fixture.end(fixture.lease(), .failed(.invalidAnswer))
            let other = try await fixture.admit("A")
            _ = try await retry(id, fixture)
            #expect(try await fixture.snapshot().waiting == 1)
            try await fixture.end(fixture.lease(), .done(Sample.result("one")))
            for request in [id, other] {
                let record = try await fixture.record(request)
                #expect(record.result == Sample.result("one"))
            }
        },
        BrokerCase("a retried no-store request still stores nothing") { fixture in
            let id = try await fixture.admit("A", sharing: .unstored)
            try await fixture.end(fixture.lease(), .failed(.invalidAnswer))
            _ = try await retry(id, fixture)
            try await fixture.end(fixture.lease())
            let admission = try await fixture.submit("A")
            #expect(admission.admitted != nil)
        },
        BrokerCase("only a failed request can be retried") { fixture in
            let done = try await fixture.finish("A")
            let cancelled = try await fixture.admit("B")
            _ = try await fixture.broker.cancel(cancelled, as: .anonymous)
            let queued = try await fixture.admit("C")
            for (id, state) in [(done, JobState.done), (cancelled, .cancelled), (queued, .queued)] {
                let outcome = try await fixture.broker.retry(id, as: .anonymous)
                guard case .notFailed(let record) = outcome else {
                    Issue.record("a \(state.name) request cannot be retried")
                    continue
                }
                #expect(record.state == state)
            }
        },
        BrokerCase("a retry needs room", policy: .conformance(jobs: 1)) { fixture in
            let id = try await fixture.admit("A")
            try await fixture.end(fixture.lease(), .failed(.invalidAnswer))
            try await fixture.admit("B")
            let outcome = try await fixture.broker.retry(id, as: .anonymous)
            guard case .full(let promise, let depth, let limit) = outcome else {
                Issue.record("a full queue takes no retry")
                return
            }
            #expect(promise.seconds >= 1)
            #expect(depth == 1)
            #expect(limit == 1)
            let record = try await fixture.record(id)
            #expect(record.failure == .invalidAnswer, "it stays as it was")
            try await fixture.end(fixture.lease())
            _ = try await retry(id, fixture)
        },
        BrokerCase("another's, an unknown and an expired request cannot be retried") { fixture in
            let id = try await fixture.admit("A", principal: Principal("ann"))
            try await fixture.end(fixture.lease(), .failed(.invalidAnswer))
            for unknown in [id, Sample.id(at: fixture.time.now)] {
                guard case .unknown = try await fixture.broker.retry(unknown, as: Principal("bob")) else {
                    Issue.record("what one does not hold is unknown")
                    continue
                }
            }
            try await fixture.time.jump(to: fixture.time.now + fixture.policy.resultRetention + .seconds(1))
            try await fixture.pass(fixture.policy.leaseTerm)
            guard case .expired = try await fixture.broker.retry(id, as: Principal("ann")) else {
                Issue.record("a text is kept until its request expires, not longer")
                return
            }
        },
    ]

    private static func retry(_ id: RequestID, _ fixture: BrokerFixture) async throws -> RequestRecord {
        guard case .queued(let record) = try await fixture.broker.retry(id, as: .anonymous) else {
            throw Overdue(rule: "a failed request is queued again")
        }
        return record
    }
}
