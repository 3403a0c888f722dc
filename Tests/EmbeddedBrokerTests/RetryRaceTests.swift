import BrokerConformance
import Dispatch
import GRDB
import Jobs
import Synchronization
import TestSupport
import Testing

@testable import EmbeddedBroker

@Suite struct RetryRaceTests {
    @Test("a retry that comes while its record expires finds that it is gone, and leaves nothing behind")
    func expired() async throws {
        try await BrokerFixture.with(EmbeddedBrokerConformance.factory) { fixture in
            let broker = try #require(fixture.broker as? EmbeddedBroker)
            let id = try await fixture.admit("one")
            let lease = try await fixture.lease()
            try await fixture.end(lease, .failed(.providerRejected))
            // The writer is held, with the deletion next in line; the retry still reads the record.
            let (held, gate) = (TestSignal("the writer is held"), DispatchSemaphore(value: 0))
            broker.journal.note { _ in
                held.fire()
                gate.wait()
            }
            broker.journal.note { db in
                for table in ["requests", "payloads", "finished"] {
                    try db.execute(sql: "DELETE FROM \(table) WHERE job = ?", arguments: [lease.token.job])
                }
                try db.execute(sql: "DELETE FROM jobs WHERE id = ?", arguments: [lease.token.job])
            }
            try await held.wait()
            async let outcome = broker.retry(id, as: .anonymous)
            _ = try await fixture.eventually("the retry has its place") {
                broker.state.withLock { $0.usage.jobs } == 1 ? true : nil
            }
            gate.signal()
            guard case .unknown = try await outcome else {
                Issue.record("a record that is gone cannot be retried")
                return
            }
            #expect(broker.state.withLock { $0.usage } == Bounds.Usage())
            let pending = fixture.startLease()
            await pending.expectWaiting("there is nothing to work on")
        }
    }

    /// Holds the journal's thread until the gate opens.
    private func hold(_ broker: EmbeddedBroker) async throws -> DispatchSemaphore {
        let (held, gate) = (TestSignal("the writer is held"), DispatchSemaphore(value: 0))
        broker.journal.note { _ in
            held.fire()
            gate.wait()
        }
        try await held.wait()
        return gate
    }

    @Test("a retried request that joins a job is not cancelled with the request that the job had before")
    func joinedWhileCancelled() async throws {
        try await BrokerFixture.with(EmbeddedBrokerConformance.factory) { fixture in
            let broker = try #require(fixture.broker as? EmbeddedBroker)
            let failed = try await fixture.admit("one")
            try await fixture.end(fixture.lease(), .failed(.invalidAnswer))
            let other = try await fixture.admit("one")
            let gate = try await hold(broker)
            async let outcome = broker.retry(failed, as: .anonymous)
            _ = try await fixture.eventually("the retry is about to join") {
                broker.state.withLock { $0.joining.isEmpty } ? nil : true
            }
            async let cancelled = broker.cancel(other, as: .anonymous)
            _ = try await fixture.eventually("the other is cancelled in memory") {
                broker.state.withLock { $0.closing.isEmpty } ? nil : true
            }
            gate.signal()
            guard case .queued = try await outcome, case .cancelled = try await cancelled else {
                Issue.record("one is queued again, the other is cancelled")
                return
            }
            try await fixture.record(failed, is: .queued)
            try await fixture.end(fixture.lease())
            try await fixture.record(failed, is: .done)
            #expect(broker.state.withLock { $0.joining.isEmpty && $0.usage == Bounds.Usage() })
        }
    }

    @Test("two retries of one request at a time link it once")
    func retriedTwice() async throws {
        try await BrokerFixture.with(EmbeddedBrokerConformance.factory) { fixture in
            let broker = try #require(fixture.broker as? EmbeddedBroker)
            let failed = try await fixture.admit("one")
            try await fixture.end(fixture.lease(), .failed(.invalidAnswer))
            try await fixture.admit("one")
            let gate = try await hold(broker)
            async let first = broker.retry(failed, as: .anonymous)
            async let second = broker.retry(failed, as: .anonymous)
            _ = try await fixture.eventually("both are about to join") {
                broker.state.withLock { $0.joining.values.first } == 2 ? true : nil
            }
            gate.signal()
            _ = try await (first, second)
            #expect(broker.state.withLock { $0.usage.requests } == 2)
            try await fixture.end(fixture.lease())
            try await fixture.record(failed, is: .done)
            #expect(broker.state.withLock { $0.usage } == Bounds.Usage())
        }
    }

    @Test("a stored answer that expires while it is read gives way to new work")
    func expiredAnswer() async throws {
        try await BrokerFixture.with(EmbeddedBrokerConformance.factory) { fixture in
            let broker = try #require(fixture.broker as? EmbeddedBroker)
            try await fixture.finish("one")
            let (held, gate) = (TestSignal("the writer is held"), DispatchSemaphore(value: 0))
            broker.journal.note { _ in
                held.fire()
                gate.wait()
            }
            broker.journal.note { db in
                for table in ["requests", "results", "finished"] { try db.execute(sql: "DELETE FROM \(table)") }
                try db.execute(sql: "DELETE FROM jobs")
            }
            try await held.wait()
            // Another principal has no request of its own yet, so one is written.
            async let admission = fixture.submit("one", principal: Principal("bob"))
            for _ in 0..<2000 { await Task.yield() }
            gate.signal()
            #expect(try await admission.admitted != nil)
            #expect(try await fixture.lease().text == "one")
        }
    }
}
