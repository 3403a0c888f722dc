import BrokerConformance
import GRDB
import Jobs
import Synchronization
import TestSupport
import Testing

@testable import EmbeddedBroker

/// Clocks that are wrong, and time in which no server runs.
@Suite struct QueueClockTests {
    private static let twoDays = Duration.seconds(172_800)
    private let policy = BrokerPolicy.conformance(deadline: .seconds(3600))

    /// A broker whose process starts when its clock says so; closed afterwards.
    private func withBroker<Value>(
        _ directory: String, at start: Timestamp, _ body: (EmbeddedBroker, ManualTime) async throws -> Value
    ) async throws -> Value {
        let time = ManualTime(start)
        let broker = try await EmbeddedBroker(directory: directory, policy: policy, time: time) { .stopped }
        let value = try await body(broker, time)
        try await broker.close()
        return value
    }

    @Test(
        "a clock that is set between two starts uses up no deadline",
        arguments: [
            (Duration.zero, Self.twoDays), (Self.twoDays, .zero), (.zero, Self.twoDays * 200),
            (Self.twoDays * 200, .zero),
        ])
    func clockIsSet(first: Duration, second: Duration) async throws {
        try await withTemporaryDirectory { directory in
            try await withBroker(directory, at: ManualTime.start + first) { broker, time in
                _ = try await broker.submit(Sample.submission("one", at: time.now))
            }
            try await withBroker(directory, at: ManualTime.start + second) { broker, time in
                _ = try await broker.submit(Sample.submission("two", at: time.now))
                let failures = broker.state.withLock { $0.tick(at: time.now + .seconds(3500)).failures }
                #expect(failures.isEmpty)
                // And the deadline is still one.
                let late = broker.state.withLock { $0.tick(at: time.now + .seconds(3601)).failures }
                #expect(late.map(\.code) == [.deadlineExceeded, .deadlineExceeded])
            }
        }
    }

    @Test(
        "a job waits for its time as long as it was told to, whatever the clock says then",
        arguments: [
            (Duration.zero, Self.twoDays), (Self.twoDays, .zero),
        ])
    func delays(first: Duration, second: Duration) async throws {
        try await withTemporaryDirectory { directory in
            try await withBroker(directory, at: ManualTime.start + first) { broker, time in
                _ = try await broker.submit(Sample.submission("one", at: time.now))
                let lease = try #require(try await broker.lease(Demand(jobs: 1)).first)
                let later = Settlement.Outcome.again(time.now + .seconds(100), burnsAttempt: false, packLimit: nil)
                _ = try await broker.settle([Settlement(token: lease.token, outcome: later)])
            }
            try await withBroker(directory, at: ManualTime.start + second) { broker, time in
                let ready: (Timestamp) -> Int = { now in
                    broker.state.withLock { state in
                        _ = state.tick(at: now)
                        return state.ready.count
                    }
                }
                #expect(ready(time.now + .seconds(99)) == 0)
                #expect(ready(time.now + .seconds(100)) == 1)
            }
        }
    }

    @Test("time in which a server runs counts over many starts, though each start is at another time")
    func accumulates() async throws {
        try await withTemporaryDirectory { directory in
            let jumps = [Duration.zero, Self.twoDays, .zero, Self.twoDays * 3, .seconds(5)]
            for (number, jump) in jumps.enumerated() {
                try await withBroker(directory, at: ManualTime.start + jump) { broker, time in
                    if number == 0 { _ = try await broker.submit(Sample.submission("one", at: time.now)) }
                    time.advance(by: .seconds(1000))
                    let failures = broker.state.withLock { $0.tick(at: time.now).failures }
                    #expect(failures.isEmpty == (number < 3), "\((number + 1) * 1000) s of an hour are used up")
                }
            }
        }
    }

    @Test("a process that is killed has counted the time it ran, but for the last seconds")
    func killed() async throws {
        try await BrokerFixture.with(EmbeddedBrokerConformance.factory, policy: policy) { fixture in
            let broker = try #require(fixture.broker as? EmbeddedBroker)
            let start = fixture.time.now
            try await fixture.admit("one")
            try await fixture.pass(.seconds(605))
            let kept = try await broker.journal.read { db in
                try Timestamp.fetchOne(db, sql: "SELECT value FROM settings WHERE name = 'time'")
            }
            let counted = try #require(kept) - start
            #expect(counted > .seconds(590) && counted <= .seconds(605))
        }
    }

    @Test("while nothing waits, the time is not written")
    func idle() async throws {
        try await BrokerFixture.with(EmbeddedBrokerConformance.factory, policy: policy) { fixture in
            let broker = try #require(fixture.broker as? EmbeddedBroker)
            let start = fixture.time.now
            try await fixture.pass(.seconds(605))
            let kept = try await broker.journal.read { db in
                try Timestamp.fetchOne(db, sql: "SELECT value FROM settings WHERE name = 'time'")
            }
            #expect(kept == start)
        }
    }
}
