import Jobs
import TestSupport
import Testing

extension BrokerCase {
    static let settling: [BrokerCase] = [
        BrokerCase("a done request has its result and its times") { fixture in
            let id = try await fixture.admit("A")
            let lease = try await fixture.lease()
            let startedAt = fixture.time.now
            fixture.time.advance(by: .seconds(10))
            let result = Sample.result("Ümläuts and \u{1F600}.", model: Sample.otherModel)
            try await fixture.end(lease, .done(result))
            let record = try await fixture.record(id)
            #expect(record.state == .done)
            #expect(record.result == result)
            #expect(record.failure == nil)
            #expect(fixture.isNear(record.startedAt, startedAt))
            #expect(fixture.isNow(record.finishedAt))
            #expect(try await fixture.snapshot().running == 0)
        },
        BrokerCase("a failed request has its code, whichever it is") { fixture in
            for code in FailureCode.allCases {
                let id = try await fixture.admit("A \(code)")
                try await fixture.end(fixture.lease(), .failed(code))
                let record = try await fixture.record(id)
                #expect(record.state == .error)
                #expect(record.failure == code)
                #expect(record.result == nil)
                #expect(fixture.isNow(record.finishedAt))
            }
        },
        BrokerCase("each settlement stands for itself: a stale one does not spoil its neighbours") { fixture in
            var ids: [RequestID] = []
            for text in ["A", "B", "C"] { ids.append(try await fixture.admit(text)) }
            let leases = try await fixture.lease(jobs: 3)
            try #require(leases.count == 3)
            let receipts = try await fixture.broker.settle([
                Settlement(token: LeaseToken(job: 999_999, secret: 7), outcome: .failed(.refused)),
                Settlement(token: leases[0].token, outcome: .done(Sample.result("one"))),
                Settlement(
                    token: LeaseToken(job: leases[2].token.job, secret: leases[2].token.secret ^ 1),
                    outcome: .failed(.refused)),
                Settlement(token: leases[1].token, outcome: .failed(.tooLong)),
                Settlement(token: leases[2].token, outcome: .done(Sample.result("three"))),
            ])
            #expect(receipts == [.stale, .settled, .stale, .settled, .settled])
            let records = [try await fixture.record(ids[0]), try await fixture.record(ids[1])]
            #expect(records[0].result == Sample.result("one"))
            #expect(records[1].failure == .tooLong)
        },
        BrokerCase("settling again with the token that settled is no error, and changes nothing") { fixture in
            let id = try await fixture.admit("A")
            let lease = try await fixture.lease()
            try await fixture.end(lease, .done(Sample.result("first")))
            for outcome in [.done(Sample.result("second")), .failed(.refused)] as [Settlement.Outcome] {
                let receipt = try await fixture.settle(lease, outcome)
                #expect(receipt == .settled)
            }
            let record = try await fixture.record(id)
            #expect(record.result == Sample.result("first"))
            let known = try await fixture.submit("A")
            #expect(known.cached?.result == Sample.result("first"))
        },
        BrokerCase("handing a job back twice with one token hands it back once") { fixture in
            try await fixture.admit("A")
            let lease = try await fixture.lease()
            let settlement = Settlement(
                token: lease.token, outcome: .again(fixture.time.now, burnsAttempt: true, packLimit: nil))
            let together = try await fixture.broker.settle([settlement, settlement])
            #expect(together == [.settled, .settled])
            let later = try await fixture.broker.settle([settlement])
            #expect(later == [.settled])
            #expect(try await fixture.snapshot().waiting == 1)
            let next = try await fixture.lease()
            #expect(next.attempts == 1)
            let stillHeld = try await fixture.broker.settle([settlement])
            #expect(stillHeld == [.settled])
            let held = try await fixture.broker.extend([next.token])
            #expect(held == [next.token], "the newer lease is untouched")
        },
        BrokerCase("a settlement is not undone by its caller going away") { fixture in
            let id = try await fixture.admit("A")
            let lease = try await fixture.lease()
            // A task that can be cancelled; awaited below.
            let abandoned = Task { [broker = fixture.broker] in
                withUnsafeCurrentTask { $0?.cancel() }
                return try await broker.settle([
                    Settlement(token: lease.token, outcome: .done(Sample.result()))
                ])
            }
            let receipts = try await abandoned.value
            #expect(receipts == [.settled])
            try await fixture.record(id, is: .done)
        },
        BrokerCase("done stores the result as it releases the fingerprint") { fixture in
            try await fixture.admit("A")
            try await fixture.end(fixture.lease())
            let admission = try await fixture.submit("A")
            #expect(admission.cached != nil)
        },
        BrokerCase("there is no moment in which a text is neither in flight nor known") { fixture in
            try await fixture.admit("A")
            let lease = try await fixture.lease()
            async let receipt = fixture.settle(lease, .done(Sample.result()))
            let admissions = try await withThrowingTaskGroup { group in
                for _ in 0..<100 {
                    group.addTask { try await fixture.submit("A") }
                }
                return try await group.reduce(into: [Admission]()) { $0.append($1) }
            }
            let settled = try await receipt
            #expect(settled == .settled)
            #expect(admissions.allSatisfy { $0.attached != nil || $0.cached != nil }, "no text is paid for twice")
        },
        BrokerCase("a job handed back for a time is not leased before it") { fixture in
            let id = try await fixture.admit("A")
            let due = fixture.time.now + .seconds(60)
            try await fixture.end(fixture.lease(), .again(due, burnsAttempt: false, packLimit: nil))
            let record = try await fixture.record(id)
            #expect(record.state == .queued)
            #expect(record.position == nil)
            try await fixture.admit("B")
            let next = try await fixture.lease()
            #expect(next.text == "B", "others do not wait for it")
            try await fixture.end(next)

            let pending = fixture.startLease()
            try await fixture.pass(.seconds(57))
            await pending.expectWaiting("its time has not come")
            try await fixture.pass(fixture.policy.leaseTerm, until: { pending.isOver })
            let leases = try await pending.leases()
            #expect(leases.texts == ["A"])
        },
        BrokerCase("a job that waited for a time has kept its place") { fixture in
            try await fixture.admit("A")
            let due = fixture.time.now + .seconds(20)
            try await fixture.end(fixture.lease(), .again(due, burnsAttempt: false, packLimit: nil))
            try await fixture.admit("B")
            let id = try await fixture.admit("C")
            try await fixture.pass(.seconds(20) + fixture.policy.leaseTerm)
            let record = try await fixture.record(id)
            #expect(record.position == 3)
            let leases = try await fixture.lease(jobs: 3)
            #expect(leases.texts == ["A", "B", "C"])
        },
    ]
}
