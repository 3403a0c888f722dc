import Jobs
import TestSupport
import Testing

extension BrokerCase {
    static let pausing: [BrokerCase] = [
        BrokerCase("while paused nothing new is leased, and who waits goes on when it is over") { fixture in
            try await fixture.broker.setPaused(true)
            #expect(try await fixture.snapshot().isPaused)
            let pending = fixture.startLease()
            try await fixture.admit("A")
            await pending.expectWaiting("the queue is paused")
            try await fixture.pass(fixture.policy.leaseTerm)
            await pending.expectWaiting("the queue is paused")
            try await fixture.broker.setPaused(false)
            let leases = try await pending.leases()
            #expect(leases.texts == ["A"])
            #expect(try await fixture.snapshot().isPaused == false)
        },
        BrokerCase("while paused, what runs goes on") { fixture in
            let id = try await fixture.admit("A")
            let lease = try await fixture.lease()
            try await fixture.broker.setPaused(true)
            let held = try await fixture.broker.extend([lease.token])
            #expect(held == [lease.token])
            let isKept = try await fixture.broker.checkpoint(lease.token, part: 1, of: 2, payload: [1])
            #expect(isKept)
            try await fixture.end(lease)
            let record = try await fixture.record(id)
            #expect(record.state == .done)
        },
        BrokerCase("while paused, submissions are accepted, attached and cancelled") { fixture in
            try await fixture.broker.setPaused(true)
            let id = try await fixture.admit("A")
            let attached = try await fixture.submit("A")
            #expect(attached.attached?.position == 1)
            _ = try await fixture.broker.cancel(id, as: .anonymous)
            let record = try await fixture.record(id)
            #expect(record.state == .cancelled)
        },
        BrokerCase("pausing twice and going on once is going on") { fixture in
            try await fixture.broker.setPaused(true)
            try await fixture.broker.setPaused(true)
            try await fixture.broker.setPaused(false)
            try await fixture.admit("A")
            let lease = try await fixture.lease()
            #expect(lease.text == "A")
        },
    ]
}
