import Jobs
import TestSupport
import Testing

extension BrokerCase {
    static let attempts: [BrokerCase] = [
        BrokerCase("outages, limits and bad neighbours burn no attempt") { fixture in
            let id = try await fixture.admit("A")
            for _ in 0..<10 { try await fixture.giveBack(fixture.lease()) }
            let lease = try await fixture.lease()
            #expect(lease.attempts == 0)
            let record = try await fixture.record(id)
            #expect(record.attempts == 0)
        },
        BrokerCase("a failure of the item's own burns one attempt") { fixture in
            let id = try await fixture.admit("A")
            try await fixture.giveBack(fixture.lease(), burning: true)
            try await fixture.giveBack(fixture.lease())
            let lease = try await fixture.lease()
            #expect(lease.attempts == 1)
            try await fixture.giveBack(lease, burning: true)
            let record = try await fixture.record(id)
            #expect(record.attempts == 2)
        },
        BrokerCase("the last attempt ends the job as attempts_exhausted") { fixture in
            let id = try await fixture.admit("A")
            for attempt in 1...3 {
                let lease = try await fixture.lease()
                #expect(lease.attempts == attempt - 1)
                try await fixture.giveBack(lease, burning: true)
            }
            let record = try await fixture.record(id)
            #expect(record.state == .error)
            #expect(record.failure == .attemptsExhausted)
            #expect(record.attempts == 3)
            #expect(try await fixture.snapshot().waiting == 0)
        },
        BrokerCase("the last attempt ends the job with the code of what was seen") { fixture in
            let id = try await fixture.admit("A")
            for code in [FailureCode.invalidAnswer, .attemptsExhausted, .providerRejected] {
                try await fixture.end(
                    fixture.lease(), .again(fixture.time.now, burnsAttempt: true, packLimit: 1, code: code))
            }
            let record = try await fixture.record(id)
            #expect(record.state == .error)
            #expect(record.failure == .providerRejected)
            #expect(record.attempts == 3)
        },
        BrokerCase("a job that waits past its deadline ends", policy: .conformance(deadline: .seconds(300))) {
            fixture in
            let id = try await fixture.admit("A")
            try await fixture.time.jump(to: fixture.time.now + .seconds(290))
            let before = try await fixture.record(id)
            #expect(before.state == .queued)
            try await fixture.pass(.seconds(10) + fixture.policy.leaseTerm)
            let record = try await fixture.record(id, is: .error)
            #expect(record.failure == .deadlineExceeded)
        },
        BrokerCase(
            "a job that waits for a time past its deadline ends", policy: .conformance(deadline: .seconds(300))
        ) { fixture in
            let id = try await fixture.admit("A")
            let later = fixture.time.now + .seconds(500)
            try await fixture.end(fixture.lease(), .again(later, burnsAttempt: false, packLimit: nil))
            try await fixture.time.jump(to: later)
            try await fixture.pass(fixture.policy.leaseTerm)
            let record = try await fixture.record(id, is: .error)
            #expect(record.failure == .deadlineExceeded)
        },
        BrokerCase(
            "a job handed back after its deadline is not tried again", policy: .conformance(deadline: .seconds(60))
        ) { fixture in
            let id = try await fixture.admit("A")
            let lease = try await fixture.lease()
            for _ in 0..<8 {
                try await fixture.pass(fixture.policy.leaseTerm / 3)
                _ = try await fixture.broker.extend([lease.token])
            }
            let again = Settlement.Outcome.again(fixture.time.now, burnsAttempt: false, packLimit: nil)
            _ = try await fixture.settle(lease, again)
            try await fixture.pass(fixture.policy.leaseTerm)
            let record = try await fixture.record(id, is: .error)
            #expect(record.failure == .deadlineExceeded)
        },
        BrokerCase("a failed job releases its fingerprint") { fixture in
            try await fixture.admit("A")
            for _ in 0..<3 { try await fixture.giveBack(fixture.lease(), burning: true) }
            let admission = try await fixture.submit("A")
            #expect(admission.admitted != nil, "new work, neither attached nor answered")
        },
    ]
}
