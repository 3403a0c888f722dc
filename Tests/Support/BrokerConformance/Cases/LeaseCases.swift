import Jobs
import TestSupport
import Testing

extension BrokerCase {
    static let leases: [BrokerCase] = [
        BrokerCase("extending answers which leases are still held") { fixture in
            for text in ["A", "B", "C"] { try await fixture.admit(text) }
            let leases = try await fixture.lease(jobs: 3)
            try #require(leases.count == 3)
            try await fixture.end(leases[1])
            let unknown = LeaseToken(job: 999_999, secret: 1)
            let held = try await fixture.broker.extend(leases.map(\.token) + [unknown])
            #expect(held == [leases[0].token, leases[2].token])
        },
        BrokerCase("a lease with a heartbeat is never reclaimed") { fixture in
            let id = try await fixture.admit("A")
            let lease = try await fixture.lease()
            for _ in 0..<30 {
                try await fixture.pass(fixture.policy.leaseTerm / 3)
                let held = try await fixture.broker.extend([lease.token])
                #expect(held == [lease.token])
            }
            let record = try await fixture.record(id)
            #expect(record.state == .processing)
            try await fixture.end(lease)
        },
        BrokerCase("a lease without a heartbeat is kept for its term") { fixture in
            let id = try await fixture.admit("A")
            let lease = try await fixture.lease()
            try await fixture.pass(fixture.policy.leaseTerm - .seconds(3))
            let record = try await fixture.record(id)
            #expect(record.state == .processing)
            try await fixture.end(lease)
        },
        BrokerCase("a lease without a heartbeat is reclaimed within another term, and burns nothing") { fixture in
            let id = try await fixture.admit("A")
            let lost = try await fixture.lease()
            try await fixture.pass(fixture.policy.leaseTerm * 2)
            try await fixture.record(id, is: .queued)
            let lease = try await fixture.lease()
            #expect(lease.text == "A")
            #expect(lease.token != lost.token)
            #expect(lease.attempts == 0)
            #expect(lease.place == lost.place, "it keeps its place")
        },
        BrokerCase("who waits for work gets what is reclaimed") { fixture in
            try await fixture.admit("A")
            _ = try await fixture.lease()
            let lease = try await fixture.lease(within: fixture.policy.leaseTerm * 3 / 2)
            #expect(lease.text == "A")
        },
        BrokerCase("one worker's heartbeat does not keep another's lease") { fixture in
            try await fixture.admit("A")
            try await fixture.admit("B")
            let kept = try await fixture.lease()
            let lost = try await fixture.lease()
            for _ in 0..<6 {
                try await fixture.pass(fixture.policy.leaseTerm / 3)
                _ = try await fixture.broker.extend([kept.token])
            }
            let held = try await fixture.broker.extend([kept.token, lost.token])
            #expect(held == [kept.token])
        },
        BrokerCase("an old token can do nothing to a newer lease") { fixture in
            let id = try await fixture.admit("A")
            let old = try await fixture.lease()
            let new = try await fixture.lease(within: fixture.policy.leaseTerm * 3 / 2)
            let held = try await fixture.broker.extend([old.token])
            #expect(held.isEmpty)
            let isKept = try await fixture.broker.checkpoint(old.token, part: 1, of: 2, payload: [1])
            #expect(!isKept)
            for outcome in [.done(Sample.result("old")), .failed(.refused)] as [Settlement.Outcome] {
                let receipt = try await fixture.settle(old, outcome)
                #expect(receipt == .stale)
            }
            let again = Settlement.Outcome.again(fixture.time.now, burnsAttempt: true, packLimit: 1)
            let receipt = try await fixture.settle(old, again)
            #expect(receipt == .stale)
            try await fixture.end(new, .done(Sample.result("new")))
            let record = try await fixture.record(id)
            #expect(record.result == Sample.result("new"))
            #expect(record.attempts == 0)
        },
        BrokerCase("a late result for a job that nobody holds is accepted: it is paid for") { fixture in
            let id = try await fixture.admit("A")
            let lost = try await fixture.lease()
            try await fixture.pass(fixture.policy.leaseTerm * 2)
            try await fixture.record(id, is: .queued)
            try await fixture.end(lost, .done(Sample.result("late")))
            let record = try await fixture.record(id)
            #expect(record.state == .done)
            #expect(record.result == Sample.result("late"))
            try await fixture.admit("B")
            let next = try await fixture.lease()
            #expect(next.text == "B", "it is not worked on again")
        },
        BrokerCase("a late result for a job that waits for a time is accepted") { fixture in
            let id = try await fixture.admit("A")
            let lost = try await fixture.lease()
            let second = try await fixture.lease(within: fixture.policy.leaseTerm * 3 / 2)
            let later = fixture.time.now + .seconds(100)
            try await fixture.end(second, .again(later, burnsAttempt: false, packLimit: nil))
            try await fixture.end(lost, .done(Sample.result("late")))
            let record = try await fixture.record(id)
            #expect(record.state == .done)
        },
        BrokerCase("after a gap of the broker's own nothing is reclaimed for a full term") { fixture in
            let id = try await fixture.admit("A")
            let lease = try await fixture.lease()
            try await fixture.time.jump(to: fixture.time.now + fixture.policy.leaseTerm * 10)
            try await fixture.pass(fixture.policy.leaseTerm - .seconds(5))
            let record = try await fixture.record(id)
            #expect(record.state == .processing)
            let held = try await fixture.broker.extend([lease.token])
            #expect(held == [lease.token], "workers extend before anything else")
        },
        BrokerCase("after a gap, a lease whose worker stays away is reclaimed all the same") { fixture in
            let id = try await fixture.admit("A")
            _ = try await fixture.lease()
            try await fixture.time.jump(to: fixture.time.now + fixture.policy.leaseTerm * 10)
            try await fixture.pass(fixture.policy.leaseTerm * 3)
            try await fixture.record(id, is: .queued)
        },
    ]
}
