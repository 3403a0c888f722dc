import Jobs
import TestSupport
import Testing

extension BrokerCase {
    static let records: [BrokerCase] = [
        BrokerCase("another principal's request is unknown, whatever its state") { fixture in
            let (ann, bob) = (Principal("ann"), Principal("bob"))
            let done = try await fixture.finish("A", principal: ann)
            let queued = try await fixture.admit("B", principal: ann)
            for id in [done, queued] {
                guard case .unknown = try await fixture.broker.record(id, as: bob) else {
                    Issue.record("a principal sees only its own")
                    continue
                }
            }
        },
        BrokerCase("an absent request is unknown while its id is young, and expired when it is old") { fixture in
            let young = Sample.id(at: fixture.time.now - fixture.policy.resultRetention + .seconds(5))
            guard case .unknown = try await fixture.broker.record(young, as: .anonymous) else {
                Issue.record("the id is younger than the retention")
                return
            }
            let old = Sample.id(at: fixture.time.now - fixture.policy.resultRetention - .seconds(5))
            guard case .expired = try await fixture.broker.record(old, as: .anonymous) else {
                Issue.record("the id is older than the retention")
                return
            }
        },
        BrokerCase("requests of one job have their own names and priorities") { fixture in
            let first = fixture.submission("A", priority: .low, reference: "first")
            let second = fixture.submission("A", reference: "second")
            _ = try await fixture.broker.admissions(of: [first, second])
            try await fixture.end(fixture.lease())
            for submission in [first, second] {
                let record = try await fixture.record(submission.id)
                #expect(record.reference == submission.reference)
                #expect(record.priority == submission.priority)
            }
        },
    ]
}
