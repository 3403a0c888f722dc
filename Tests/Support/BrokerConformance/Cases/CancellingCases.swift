import Jobs
import TestSupport
import Testing

extension BrokerCase {
    static let cancelling: [BrokerCase] = [
        BrokerCase("cancelling the only request cancels the job") { fixture in
            let id = try await fixture.admit("A")
            let outcome = try await fixture.broker.cancel(id, as: .anonymous)
            guard case .cancelled(let record) = outcome else {
                Issue.record("a waiting request can be cancelled")
                return
            }
            #expect(record.state == .cancelled)
            #expect(fixture.isNow(record.finishedAt))
            #expect(try await fixture.snapshot().waiting == 0)
            let found = try await fixture.record(id)
            #expect(found.state == .cancelled)
            try await fixture.admit("B")
            let next = try await fixture.lease()
            #expect(next.text == "B", "a cancelled job is not leased")
        },
        BrokerCase("cancelling detaches one request, the job ends with the last") { fixture in
            let first = try await fixture.admit("A")
            let second = try #require(try await fixture.submit("A").attached).id
            _ = try await fixture.broker.cancel(first, as: .anonymous)
            #expect(try await fixture.snapshot().waiting == 1)
            try await fixture.end(fixture.lease())
            let cancelled = try await fixture.record(first)
            #expect(cancelled.state == .cancelled, "the result is not for one who cancelled")
            #expect(cancelled.result == nil)
            let done = try await fixture.record(second)
            #expect(done.state == .done)

            let third = try await fixture.admit("B")
            let fourth = try #require(try await fixture.submit("B").attached).id
            _ = try await fixture.broker.cancel(third, as: .anonymous)
            _ = try await fixture.broker.cancel(fourth, as: .anonymous)
            #expect(try await fixture.snapshot().waiting == 0)
        },
        BrokerCase("cancelling a running job ends its lease") { fixture in
            let id = try await fixture.admit("A")
            let lease = try await fixture.lease()
            _ = try await fixture.broker.cancel(id, as: .anonymous)
            let held = try await fixture.broker.extend([lease.token])
            #expect(held.isEmpty)
            let receipt = try await fixture.settle(lease, .done(Sample.result()))
            #expect(receipt == .stale)
            let record = try await fixture.record(id)
            #expect(record.state == .cancelled)
            #expect(try await fixture.snapshot().running == 0)
        },
        BrokerCase("a running job goes on while one request is left") { fixture in
            let first = try await fixture.admit("A")
            let second = try #require(try await fixture.submit("A").attached).id
            let lease = try await fixture.lease()
            _ = try await fixture.broker.cancel(first, as: .anonymous)
            let held = try await fixture.broker.extend([lease.token])
            #expect(held == [lease.token])
            try await fixture.end(lease)
            let record = try await fixture.record(second)
            #expect(record.state == .done)
        },
        BrokerCase("a cancelled job releases its fingerprint") { fixture in
            let id = try await fixture.admit("A")
            _ = try await fixture.broker.cancel(id, as: .anonymous)
            try await fixture.admit("A")
        },
        BrokerCase("a job that waits for a time can be cancelled, and does not wake") { fixture in
            let id = try await fixture.admit("A")
            let later = fixture.time.now + .seconds(10)
            try await fixture.end(fixture.lease(), .again(later, burnsAttempt: false, packLimit: nil))
            _ = try await fixture.broker.cancel(id, as: .anonymous)
            try await fixture.pass(.seconds(10) + fixture.policy.leaseTerm)
            #expect(try await fixture.snapshot().waiting == 0)
            let record = try await fixture.record(id)
            #expect(record.state == .cancelled)
        },
        BrokerCase("a final request stays as it is") { fixture in
            let done = try await fixture.finish("A")
            let cancelled = try await fixture.admit("B")
            _ = try await fixture.broker.cancel(cancelled, as: .anonymous)
            for (id, state) in [(done, JobState.done), (cancelled, .cancelled)] {
                let outcome = try await fixture.broker.cancel(id, as: .anonymous)
                guard case .alreadyFinal(let record) = outcome else {
                    Issue.record("a \(state.name) request cannot be cancelled")
                    continue
                }
                #expect(record.state == state)
            }
        },
        BrokerCase("another principal cannot cancel, nor learn that there is anything") { fixture in
            let id = try await fixture.admit("A", principal: Principal("ann"))
            let outcome = try await fixture.broker.cancel(id, as: Principal("bob"))
            guard case .unknown = outcome else {
                Issue.record("another's request is unknown")
                return
            }
            let record = try await fixture.record(id, as: Principal("ann"))
            #expect(record.state == .queued)
        },
        BrokerCase("an unknown request cannot be cancelled, an expired one has expired") { fixture in
            let young = try await fixture.broker.cancel(Sample.id(at: fixture.time.now), as: .anonymous)
            guard case .unknown = young else {
                Issue.record("an id of now that nobody holds is unknown")
                return
            }
            let old = fixture.time.now - fixture.policy.resultRetention - .seconds(1)
            let expired = try await fixture.broker.cancel(Sample.id(at: old), as: .anonymous)
            guard case .expired = expired else {
                Issue.record("an id older than the retention has expired")
                return
            }
        },
    ]
}
