import Analysis
import BrokerConformance
import Dispatch
import GRDB
import Jobs
import Synchronization
import TestSupport
import Testing

@testable import EmbeddedBroker

@Suite struct ConcurrentSubmissionTests {
    private func with(
        _ policy: BrokerPolicy = .conformance(), _ body: (BrokerFixture, EmbeddedBroker) async throws -> Void
    ) async throws {
        try await BrokerFixture.with(EmbeddedBrokerConformance.factory, policy: policy) { fixture in
            try await body(fixture, try #require(fixture.broker as? EmbeddedBroker))
        }
    }

    private func requests(_ broker: EmbeddedBroker) async throws -> Int {
        try await broker.journal.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM requests") ?? 0 }
    }

    @Test("many submissions at once share their commits")
    func groupCommit() async throws {
        try await with { fixture, broker in
            let commits = Watched(0)
            try await broker.journal.write { db in
                db.add(transactionObserver: CommitObserver { commits.change { $0 += 1 } }, extent: .databaseLifetime)
            }
            let before = commits.value
            let admissions = try await broker.admissions(of: (0..<600).map { fixture.submission("text \($0)") })
            #expect(admissions.count { $0.admitted != nil } == 600)
            #expect(try await requests(broker) == 600)
            #expect(commits.value - before <= 150, "\(commits.value - before) for 600")
        }
    }

    @Test("a submission that cannot be written takes none of its call and its group along")
    func badRow() async throws {
        try await with { fixture, broker in
            let taken = fixture.submission("first")
            _ = try await broker.submit(taken)
            let (held, gate) = (TestSignal("the writer is held"), DispatchSemaphore(value: 0))
            broker.journal.note { _ in
                held.fire()
                gate.wait()
            }
            // In a group of its own, or it would be written, and wait, again when the other fails.
            try await held.wait()
            let bad = Submission(
                id: taken.id, principal: taken.principal, fingerprint: fixture.submission("bad").fingerprint,
                models: taken.models, payload: taken.payload)
            let good = (0..<20).map { fixture.submission("good \($0)") }
            async let pending = broker.submit(good.prefix(10) + [bad] + good.suffix(10))
            // All are reserved, and wait for the journal together.
            while broker.state.withLock({ $0.committing }) < 21 { await Task.yield() }
            gate.signal()
            let results = await pending
            #expect(results.count == 21)
            for (index, result) in results.enumerated() {
                guard index != 10 else {
                    #expect(throws: BrokerError.unwritable) { try result.get() }
                    continue
                }
                #expect(try result.get().admitted?.id == good[index < 10 ? index : index - 1].id)
            }
            #expect(try await requests(broker) == 21)
            #expect(try await broker.snapshot().waiting == 21)
        }
    }

    @Test("equal submissions at once are one job, each with a request of its own")
    func equal() async throws {
        try await with { fixture, broker in
            let admissions = try await broker.admissions(of: (0..<200).map { _ in fixture.submission("one") })
            #expect(admissions.count { $0.admitted != nil } == 1)
            #expect(admissions.count { $0.attached != nil } == 199)
            #expect(try await broker.snapshot().waiting == 1)
            try await fixture.end(fixture.lease())
            for admission in admissions {
                let id = try #require(admission.admitted ?? admission.attached).id
                #expect(try await fixture.record(id).state == .done)
            }
        }
    }

    @Test("whoever asks at once for a stored answer is given one and the same request")
    func knownAnswer() async throws {
        try await with { fixture, broker in
            try await fixture.finish("one", principal: Principal("ann"))
            let bob = Principal("bob")
            let admissions = try await broker.admissions(
                of: (0..<100).map { _ in fixture.submission("one", principal: bob) })
            let ids = admissions.compactMap { $0.cached?.id }
            #expect(ids.count == 100)
            #expect(Set(ids).count == 1)
            #expect(try await requests(broker) == 2, "Ann's and Bob's")
            #expect(admissions.allSatisfy { $0.cached?.result == Sample.result() })
        }
    }

    @Test("a bound holds however many come at once")
    func bound() async throws {
        try await with(.conformance(jobs: 50)) { fixture, broker in
            let admissions = try await broker.admissions(of: (0..<300).map { fixture.submission("text \($0)") })
            #expect(admissions.count { $0.admitted != nil } == 50)
            #expect(admissions.count { $0.rejection != nil } == 250)
            #expect(try await requests(broker) == 50)
        }
    }

    @Test("of submissions with one idempotency key at once, one is taken and none is taken twice")
    func idempotency() async throws {
        try await with { fixture, broker in
            let admissions = try await broker.admissions(of: (0..<50).map { _ in fixture.submission("one", key: "k") })
            #expect(admissions.count { $0.admitted != nil } == 1)
            #expect(
                admissions.allSatisfy { admission in
                    admission.admitted != nil || admission.replayed != nil
                        || admission.rejection == .idempotencyKeyInUse
                })
            #expect(try await requests(broker) == 1)
        }
    }
}

/// Told of every transaction.
private final class CommitObserver: TransactionObserver {
    private let committed: () -> Void

    init(_ committed: @escaping () -> Void) {
        self.committed = committed
    }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { false }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidCommit(_ db: Database) { committed() }
    func databaseDidRollback(_ db: Database) {}
}
