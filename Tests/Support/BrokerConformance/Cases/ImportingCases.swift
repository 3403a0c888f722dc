import Jobs
import TestSupport
import Testing

extension BrokerCase {
    static let importing: [BrokerCase] = [
        BrokerCase("a shared result answers where there is none of the broker's own") { fixture in
            let submission = fixture.submission("A", shared: "theirs")
            let record = try #require(try await fixture.submit(submission).imported)
            #expect(record.id == submission.id && record.state == .done && record.result == Sample.result("theirs"))
            let found = try await fixture.record(record.id)
            #expect(found.state == .done && found.result == Sample.result("theirs"))
            #expect(fixture.isNow(found.finishedAt))
            #expect(try await fixture.snapshot().waiting == 0)
            let again = try #require(try await fixture.submit("A").cached, "it has become the broker's own")
            #expect(again.id == record.id)
        },
        BrokerCase("its own stored result goes before a shared one, and so does the job in flight") { fixture in
            try await fixture.finish("A", result: Sample.result("own"))
            let known = try await fixture.submit(fixture.submission("A", shared: "theirs"))
            #expect(known.cached?.result == Sample.result("own"))
            try await fixture.admit("B")
            let attached = try await fixture.submit(fixture.submission("B", shared: "theirs"))
            #expect(attached.attached != nil)
        },
        BrokerCase("a shared result answers when the queue is full", policy: .conformance(jobs: 1)) { fixture in
            try await fixture.admit("A")
            let admission = try await fixture.submit(fixture.submission("B", shared: "theirs"))
            #expect(admission.imported != nil)
        },
        BrokerCase(
            "a shared result is as old as it is, wherever it is kept",
            policy: .conformance(answerRetention: .seconds(200))
        ) { fixture in
            let tooOld = try await fixture.submit(fixture.submission("A", shared: "theirs", age: .seconds(200)))
            #expect(tooOld.admitted != nil)
            let young = try await fixture.submit(fixture.submission("B", shared: "theirs", age: .seconds(150)))
            #expect(young.imported != nil)
            fixture.time.advance(by: .seconds(45))
            let stillYoung = try await fixture.submit("B")
            #expect(stillYoung.cached != nil)
            fixture.time.advance(by: .seconds(10))
            let nowOld = try await fixture.submit("B")
            #expect(nowOld.admitted != nil)
        },
        BrokerCase("no-cache imports nothing; what no-store imports answers nobody else") { fixture in
            let fresh = try await fixture.submit(fixture.submission("A", sharing: .fresh, shared: "theirs"))
            #expect(fresh.admitted != nil)
            let unstored = try await fixture.submit(fixture.submission("B", sharing: .unstored, shared: "theirs"))
            #expect(unstored.imported?.result == Sample.result("theirs"))
            let next = try await fixture.submit("B")
            #expect(next.admitted != nil)
        },
        BrokerCase("another model's shared result is no answer") { fixture in
            let submission = fixture.submission("A", models: [Sample.otherModel], shared: "theirs")
            let admission = try await fixture.submit(submission)
            #expect(admission.admitted != nil)
        },
        .survivor("an imported result answers after a restart, as old as it is") { fixture in
            let first = fixture.submission("A", shared: "theirs", age: fixture.policy.answerRetention / 2)
            let id = try #require(try await fixture.submit(first).imported).id
            try await fixture.crash()
            #expect(try await fixture.submit("A").cached?.id == id)
            try await fixture.time.jump(to: fixture.time.now + fixture.policy.answerRetention / 2 + .seconds(10))
            let late = try await fixture.submit("A")
            #expect(late.cached == nil)
        },
        .survivor("a job's own pack limit survives a restart") { fixture in
            for text in ["A", "B", "C"] { try await fixture.admit(text) }
            for lease in try await fixture.lease(jobs: 3) { try await fixture.giveBack(lease, packLimit: 2) }
            try await fixture.restart()
            let leases = try await fixture.lease(jobs: 3, within: .seconds(5))
            #expect(leases.texts == ["A", "B"])
        },
    ]
}
