import Jobs
import TestSupport
import Testing

/// Brokers that several processes have open are one queue.
extension BrokerCase {
    private static func shared(
        _ name: String, policy: BrokerPolicy = .conformance(),
        body: @escaping @Sendable (BrokerFixture, any Broker) async throws -> Void
    ) -> BrokerCase {
        BrokerCase(name, requires: [.sharedByProcesses], policy: policy) { fixture in
            try await body(fixture, fixture.openAnother().broker)
        }
    }

    static let sharing: [BrokerCase] = [
        shared("equal texts are one job, whatever process they come to") { fixture, other in
            let (first, second) = (fixture.submission("A"), fixture.submission("A"))
            #expect(try await fixture.submit(first).admitted != nil)
            #expect(try await other.submit(second).attached != nil)
            try await fixture.end(fixture.lease())
            for id in [first.id, second.id] {
                #expect(try await other.record(id, as: .anonymous).record?.state == .done)
            }
        },
        shared("a result that one process settled answers the others") { fixture, other in
            try await fixture.finish("A", result: Sample.result("one"))
            #expect(try await other.submit(fixture.submission("A")).cached?.result == Sample.result("one"))
        },
        shared("the bound holds over all processes", policy: .conformance(jobs: 2)) { fixture, other in
            try await fixture.admit("A")
            #expect(try await other.submit(fixture.submission("B")).admitted != nil)
            #expect(try await fixture.submit("C").rejection != nil)
            #expect(try await other.submit(fixture.submission("D")).rejection != nil)
        },
        shared("slots are promised over all processes", policy: .conformance(jobs: 1)) { fixture, other in
            try await fixture.admit("A")
            let first = try await fixture.submit("B").rejection
            let second = try await other.submit(fixture.submission("C")).rejection
            guard case .full(let one, _, _) = first, case .full(let two, _, _) = second else {
                Issue.record("the queue is full")
                return
            }
            #expect(two.delay > one.delay)
        },
        shared("an idempotency key holds in every process") { fixture, other in
            let submission = fixture.submission("A", key: "k")
            _ = try await fixture.submit(submission)
            #expect(try await other.submit(fixture.submission("A", key: "k")).replayed?.id == submission.id)
            #expect(try await other.submit(fixture.submission("B", key: "k")).rejection == .idempotencyKeyMismatch)
        },
        shared("a job is leased by one process, in the order of all") { fixture, other in
            try await fixture.admit("A", priority: .low)
            _ = try await other.submit(fixture.submission("B", priority: .high))
            #expect(try await fixture.lease().text == "B")
            #expect(try await other.lease(Demand(jobs: 8)).texts == ["A"])
            let pending = fixture.startLease()
            await pending.expectWaiting("everything is leased")
        },
        shared("a process that waits is woken by what another accepts") { fixture, other in
            let pending = PendingLease(other, Demand(jobs: 1))
            await pending.expectWaiting("nothing is there to be leased")
            try await fixture.admit("A")
            #expect(try await pending.leases().texts == ["A"])
        },
        shared("a lone text goes at once to a process with no call in flight") { fixture, other in
            try await fixture.admit("running")
            _ = try await fixture.lease()
            try await fixture.admit("A")
            let pending = fixture.startLease(jobs: 8)
            await pending.expectWaiting("its own call is in flight")
            pending.cancel()
            #expect(try await other.lease(Demand(jobs: 8)).texts == ["A"])
        },
        shared("a job that must be alone in its call leaves other jobs to other processes") { fixture, other in
            try await fixture.admit("A")
            try await fixture.giveBack(fixture.lease(), packLimit: 1)
            try await fixture.admit("B")
            #expect(try await fixture.lease().text == "A")
            #expect(try await other.lease(Demand(jobs: 8)).texts == ["B"])
        },
        shared("a token is good in every process, and a stale one in none") { fixture, other in
            try await fixture.admit("A")
            let lease = try await fixture.lease()
            #expect(try await other.extend([lease.token]) == [lease.token])
            let settlement = Settlement(token: lease.token, outcome: .done(Sample.result()))
            #expect(try await other.settle([settlement]) == [.settled])
            #expect(try await fixture.settle(lease, .done(Sample.result())) == .settled, "a lost reply is no error")
            let foreign = LeaseToken(job: lease.token.job, secret: lease.token.secret &+ 1)
            #expect(try await other.extend([foreign]).isEmpty)
        },
        shared("a request can be asked for, cancelled and retried in every process") { fixture, other in
            let (cancelled, failed) = (try await fixture.admit("A"), try await fixture.admit("B"))
            guard case .cancelled = try await other.cancel(cancelled, as: .anonymous) else {
                Issue.record("it is cancelled")
                return
            }
            #expect(try await fixture.record(cancelled).state == .cancelled)
            try await fixture.end(fixture.lease(), .failed(.refused))
            guard case .queued = try await other.retry(failed, as: .anonymous) else {
                Issue.record("it is queued again")
                return
            }
            #expect(try await fixture.lease().text == "B")
        },
        shared("a call that waits is told what another process does") { fixture, other in
            let submission = fixture.submission("A")
            _ = try await fixture.submit(submission)
            let leases = try await other.lease(Demand(jobs: 1))
            let wait = fixture.broker.waiters.register(submission.id)
            _ = try await other.settle(leases.map { Settlement(token: $0.token, outcome: .done(Sample.result())) })
            #expect(await wait.result() == .changed)
        },
        shared("a step is observed where it was taken, and nowhere else") { fixture, other in
            let others = ChangeLog()
            other.observe { others.note($0) }
            let (first, second) = (try await fixture.admit("A"), try await fixture.admit("B"))
            let leases = try await other.lease(Demand(jobs: 1))
            try await others.wait(for: first, .processing)
            try await fixture.end(fixture.lease())
            try await fixture.changes.wait(for: second, .done)
            _ = try await other.settle(leases.map { Settlement(token: $0.token, outcome: .done(Sample.result())) })
            try await others.wait(for: first, .done)
            #expect(others.states(of: second).isEmpty)
            #expect(!fixture.changes.states(of: first).contains(.done))
        },
        shared("pausing stops every process") { fixture, other in
            try await fixture.broker.setPaused(true)
            try await fixture.admit("A")
            let pending = PendingLease(other, Demand(jobs: 1))
            await pending.expectWaiting("nothing is leased while paused")
            #expect(try await other.snapshot().isPaused)
            try await fixture.broker.setPaused(false)
            #expect(try await pending.leases().texts == ["A"])
        },
        shared("figures are those of the whole queue") { fixture, other in
            try await fixture.admit("A")
            _ = try await other.submit(fixture.submission("B"))
            _ = try await fixture.lease()
            for snapshot in [try await fixture.snapshot(), try await other.snapshot()] {
                #expect((snapshot.waiting, snapshot.running) == (1, 1))
            }
        },
        BrokerCase("a process ends, the others go on", requires: [.sharedByProcesses]) { fixture in
            let other = try await fixture.openAnother()
            let pending = PendingLease(other.broker, Demand(jobs: 1))
            await pending.expectWaiting("nothing is there to be leased")
            await other.close()
            #expect(try await pending.failure() == .closed)
            try await fixture.finish("A")
        },
        BrokerCase("what a process held when it died waits again within one lease", requires: [.sharedByProcesses]) {
            fixture in
            let other = try await fixture.openAnother()
            let submission = fixture.submission("A")
            _ = try await other.broker.submit(submission)
            _ = try await other.broker.lease(Demand(jobs: 1))
            await other.crash()
            try await fixture.pass(fixture.policy.leaseTerm + .seconds(5))
            #expect(try await fixture.lease(within: .seconds(5)).text == "A")
            #expect(try await fixture.record(submission.id).state == .processing)
        },
    ]
}
