import Jobs
import TestSupport
import Testing

extension BrokerCase {
    static let recoveredWork: [BrokerCase] = [
        survivor("after a restart, unfinished jobs wait again, in their places") { fixture in
            for text in ["n1", "n2"] { try await fixture.admit(text) }
            try await fixture.admit("h", priority: .high)
            try await fixture.admit("l", priority: .low)
            try await fixture.admit("b", principal: Principal("bob"))
            try await fixture.restart()
            let leases = try await fixture.lease(jobs: 5)
            #expect(leases.texts == ["h", "n1", "b", "n2", "l"])
            #expect(leases.map(\.place) == [1, 10, 10, 20, 100])
        },
        survivor("what was accepted before a crash is there after it") { fixture in
            let submissions = (0..<100).map { fixture.submission("text \($0)") }
            try await withThrowingTaskGroup { group in
                for submission in submissions {
                    group.addTask { _ = try await fixture.submit(submission) }
                }
                try await group.waitForAll()
            }
            try await fixture.crash()
            for submission in submissions {
                let record = try await fixture.record(submission.id)
                #expect(record.state == .queued)
            }
            #expect(try await fixture.snapshot().waiting == 100)
            let leases = try await fixture.lease(jobs: 100)
            #expect(Set(leases.texts).count == 100)
        },
        survivor("after a restart, new jobs queue behind the old ones of their lane") { fixture in
            for text in ["A", "B", "C", "D", "E"] { try await fixture.admit(text) }
            try await fixture.end(fixture.lease())
            try await fixture.restart()
            let id = try await fixture.admit("F")
            let record = try await fixture.record(id)
            #expect(record.position == 5)
            let leases = try await fixture.lease(jobs: 5)
            #expect(leases.texts == ["B", "C", "D", "E", "F"])
        },
        survivor("after a restart, a leased job is leased anew") { fixture in
            let id = try await fixture.admit("A")
            let old = try await fixture.lease()
            try await fixture.crash()
            let new = try await fixture.lease(within: fixture.policy.leaseTerm * 4)
            #expect(new.text == "A")
            #expect(new.attempts == 0, "restarts burn no attempt")
            let receipt = try await fixture.settle(old, .failed(.refused))
            #expect(receipt == .stale)
            try await fixture.end(new)
            let record = try await fixture.record(id)
            #expect(record.state == .done)
        },
        survivor("after a restart, a job that was leased has its old place") { fixture in
            let id = try await fixture.admit("A")
            try await fixture.admit("B")
            let old = try await fixture.lease()
            try await fixture.crash()
            try await fixture.pass(fixture.policy.leaseTerm * 4)
            let record = try await fixture.record(id)
            #expect(record.position == 1)
            let new = try await fixture.lease()
            #expect(new.text == "A")
            #expect(new.place == old.place)
        },
        survivor("a result that comes after a restart is accepted while nobody holds the job") { fixture in
            let id = try await fixture.admit("A")
            let lease = try await fixture.lease()
            try await fixture.crash()
            try await fixture.end(lease, .done(Sample.result("late")))
            let record = try await fixture.record(id)
            #expect(record.result == Sample.result("late"))
        },
        survivor("after a restart, a job that waits for a time still does") { fixture in
            try await fixture.admit("A")
            let due = fixture.time.now + .seconds(300)
            try await fixture.end(fixture.lease(), .again(due, burnsAttempt: false, packLimit: nil))
            try await fixture.restart()
            let pending = fixture.startLease()
            try await fixture.pass(.seconds(290))
            await pending.expectWaiting("its time has not come")
            try await fixture.pass(.seconds(10) + fixture.policy.leaseTerm, until: { pending.isOver })
            let leases = try await pending.leases()
            #expect(leases.texts == ["A"])
        },
        survivor("after a restart, attached requests share their job, and more can attach") { fixture in
            let first = try await fixture.admit("A")
            let second = try #require(try await fixture.submit("A", principal: Principal("bob")).attached).id
            try await fixture.restart()
            let third = try #require(try await fixture.submit("A").attached).id
            try await fixture.end(fixture.lease())
            let records = [
                try await fixture.record(first), try await fixture.record(second, as: Principal("bob")),
                try await fixture.record(third),
            ]
            #expect(records.allSatisfy { $0.state == .done })
        },
        survivor("after a restart, no-cache and no-store jobs are still apart") { fixture in
            try await fixture.admit("A", sharing: .fresh)
            try await fixture.admit("B", sharing: .unstored)
            try await fixture.restart()
            for text in ["A", "B"] {
                let admission = try await fixture.submit(text)
                #expect(admission.admitted != nil, "they are not attached to")
                _ = try await fixture.broker.cancel(try #require(admission.admitted).id, as: .anonymous)
            }
            for lease in try await fixture.lease(jobs: 2) { try await fixture.end(lease) }
            let fresh = try await fixture.submit("A")
            #expect(fresh.cached != nil)
            let unstored = try await fixture.submit("B")
            #expect(unstored.admitted != nil)
        },
        survivor("a better place survives a restart, and so do attempts and parts") { fixture in
            for text in ["A", "B", "C"] { try await fixture.admit(text) }
            _ = try await fixture.submit("C", priority: .high)
            let first = try await fixture.lease()
            _ = try await fixture.broker.checkpoint(first.token, part: 1, of: 2, payload: [7])
            try await fixture.giveBack(first, burning: true, packLimit: 1)
            try await fixture.restart()
            let again = try await fixture.lease()
            #expect(again.text == "C")
            #expect(again.place == first.place)
            #expect(again.attempts == 1)
            #expect(again.checkpoints == [1: [7]])
            #expect(again.isAlone)
        },
        survivor("after a restart, the bounds count what is unfinished", policy: .conformance(jobs: 2)) { fixture in
            try await fixture.admit("A")
            try await fixture.admit("B")
            let bytes = try await fixture.snapshot().bytes
            try await fixture.restart()
            #expect(try await fixture.snapshot().bytes == bytes)
            let admission = try await fixture.submit("C")
            #expect(admission.rejection != nil)
        },
        survivor("a pause survives a restart") { fixture in
            try await fixture.broker.setPaused(true)
            try await fixture.admit("A")
            try await fixture.restart()
            #expect(try await fixture.snapshot().isPaused)
            let pending = fixture.startLease()
            await pending.expectWaiting("the queue is paused")
            try await fixture.broker.setPaused(false)
            let leases = try await pending.leases()
            #expect(leases.texts == ["A"])
        },
        survivor(
            "the deadline counts from the submission, over restarts", policy: .conformance(deadline: .seconds(300))
        ) {
            fixture in
            let id = try await fixture.admit("A")
            try await fixture.time.jump(to: fixture.time.now + .seconds(200))
            try await fixture.restart()
            try await fixture.time.jump(to: fixture.time.now + .seconds(110))
            try await fixture.pass(fixture.policy.leaseTerm)
            let record = try await fixture.record(id, is: .error)
            #expect(record.failure == .deadlineExceeded)
        },
    ]
}
