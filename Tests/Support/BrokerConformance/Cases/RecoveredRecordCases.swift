import Jobs
import TestSupport
import Testing

extension BrokerCase {
    static let recoveredRecords: [BrokerCase] = [
        survivor("after a restart, stored results answer, by the same requests") { fixture in
            let id = try await fixture.finish("A", result: Sample.result("kept"))
            try await fixture.restart()
            let mine = try await fixture.submit("A")
            #expect(mine.cached?.id == id)
            #expect(mine.cached?.result == Sample.result("kept"))
            let other = try await fixture.submit("A", principal: Principal("bob"))
            #expect(other.cached?.result == Sample.result("kept"))
        },
        survivor("a finished request made for a hit survives a crash") { fixture in
            try await fixture.finish("A", principal: Principal("ann"))
            let made = try #require(try await fixture.submit("A", principal: Principal("bob")).cached)
            try await fixture.crash()
            let record = try await fixture.record(made.id, as: Principal("bob"))
            #expect(record.state == .done)
        },
        survivor("finished records survive a restart, each as it was") { fixture in
            let done = try await fixture.finish("A", result: Sample.result("kept"))
            let before = try await fixture.record(done)
            let failed = try await fixture.admit("B")
            try await fixture.end(fixture.lease(), .failed(.tooLong))
            let cancelled = try await fixture.admit("C")
            _ = try await fixture.broker.cancel(cancelled, as: .anonymous)
            try await fixture.restart()
            let after = try await fixture.record(done)
            #expect(after.result == before.result)
            #expect(after.startedAt == before.startedAt)
            #expect(after.finishedAt == before.finishedAt)
            let failure = try await fixture.record(failed)
            #expect(failure.failure == .tooLong)
            let cancellation = try await fixture.record(cancelled)
            #expect(cancellation.state == .cancelled)
        },
        survivor("after a restart, a failed request can be retried: its text is kept") { fixture in
            let id = try await fixture.admit("A")
            try await fixture.end(fixture.lease(), .failed(.invalidAnswer))
            try await fixture.restart()
            guard case .queued = try await fixture.broker.retry(id, as: .anonymous) else {
                Issue.record("a failed request is queued again")
                return
            }
            let lease = try await fixture.lease()
            #expect(lease.text == "A")
        },
        survivor("after a restart, idempotency keys are known") { fixture in
            let id = try await fixture.admit("A", key: "k")
            try await fixture.restart()
            let same = try await fixture.submit("A", key: "k")
            #expect(same.replayed?.id == id)
            let other = try await fixture.submit("B", key: "k")
            #expect(other.rejection == .idempotencyKeyMismatch)
        },
        survivor("retention goes on while the broker is away") { fixture in
            let id = try await fixture.finish("A")
            try await fixture.close()
            fixture.time.advance(by: fixture.policy.resultRetention + .seconds(1))
            try await fixture.restart()
            try await fixture.pass(fixture.policy.leaseTerm)
            guard case .expired = try await fixture.broker.record(id, as: .anonymous) else {
                Issue.record("a request expires with its retention")
                return
            }
        },
    ]
}
