import BrokerConformance
import Foundation
import GRDB
import Jobs
import Synchronization
import TestSupport
import Testing

@testable import EmbeddedBroker

/// Jobs whose texts the journal does not have any more, or cannot read.
@Suite struct LostTextTests {
    private func with(
        _ body: (BrokerFixture, JournalCopy, Watched<[JournalEvent]>) async throws -> Void
    ) async throws {
        let events = Watched<[JournalEvent]>([])
        let place = Watched<String>("")
        let factory = BrokerFactory(capabilities: [.survivesRestart]) { policy, time, forecast, directory in
            place.change { $0 = directory }
            let broker = try await EmbeddedBroker(
                directory: directory, policy: policy, time: time, forecast: forecast
            ) { event in
                events.change { $0.append(event) }
            }
            return OpenBroker(broker) {
                do { try await broker.close() } catch { Issue.record(error, "the journal closes cleanly") }
            }
        }
        try await BrokerFixture.with(factory) { fixture in
            try await body(fixture, JournalCopy(directory: place.value), events)
        }
    }

    /// The first job ends, the second is worked on, and that is all.
    private func expectLost(
        _ lost: RequestID, kept: RequestID, _ fixture: BrokerFixture, _ events: Watched<[JournalEvent]>
    ) async throws {
        let leases = try await fixture.lease(jobs: 2)
        #expect(leases.texts == ["two"])
        #expect(try await fixture.record(lost, is: .error).failure == .attemptsExhausted)
        let lease = try #require(leases.first)
        try await fixture.end(lease)
        #expect(try await fixture.record(kept).state == .done)
        let pending = fixture.startLease()
        try await fixture.pass(fixture.policy.leaseTerm * 3)
        await pending.expectWaiting("the job is not leased again")
        #expect(events.value == [.textsLost(jobs: [1])], "told once")
    }

    @Test("a job whose text is missing ends, and its neighbour is worked on")
    func missing() async throws {
        try await with { fixture, _, events in
            let (lost, kept) = (try await fixture.admit("one"), try await fixture.admit("two"))
            let broker = try #require(fixture.broker as? EmbeddedBroker)
            try await broker.journal.write { try $0.execute(sql: "DELETE FROM payloads WHERE job = 1") }
            try await expectLost(lost, kept: kept, fixture, events)
        }
    }

    @Test("a job whose text is on a damaged page ends, and its neighbour is worked on")
    func damaged() async throws {
        try await with { fixture, place, events in
            let lost = try await fixture.admit(String(repeating: "x", count: 50_000))
            let kept = try await fixture.admit("two")
            try await fixture.close()
            try damageText(in: place)
            try await fixture.restart()
            try await expectLost(lost, kept: kept, fixture, events)
            try await fixture.pass(fixture.policy.resultRetention + .seconds(20)) {
                try await fixture.broker.record(lost, as: .anonymous).record == nil
            }
            for id in [lost, kept] {
                #expect(try await fixture.broker.record(id, as: .anonymous).record == nil, "it has expired")
            }
            #expect(try await fixture.snapshot().isWritable)
            let broker = try #require(fixture.broker as? EmbeddedBroker)
            let isThere = { @Sendable in
                try await broker.journal.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM jobs WHERE id = 1") }
                    == 1
            }
            try await fixture.pass(.seconds(30)) { try await !isThere() }
            #expect(try await !isThere(), "it expires as any other")
        }
    }

    /// A page that is full of the long text names a page behind the end of the file as the next one.
    private func damageText(in place: JournalCopy) throws {
        var bytes = try place.bytes(place.path)
        let text = Data(repeating: UInt8(ascii: "x"), count: 4092)
        let pages = stride(from: 0, to: bytes.count, by: 4096)
        // Not the first: SQLite moves pages behind the last table away when it makes another.
        let found = pages.filter { page in bytes[(page + 4)..<(page + 4096)] == text }
        let page = try #require(found.dropFirst(3).first)
        bytes.replaceSubrange(page..<page + 4, with: [0x7F, 0xFF, 0xFF, 0xFF])
        try place.write(bytes, to: place.path)
    }

    @Test("a job that is cancelled while its text is read is not ended once more")
    func cancelled() async throws {
        try await with { fixture, _, _ in
            let id = try await fixture.admit("one")
            let broker = try #require(fixture.broker as? EmbeddedBroker)
            let token = try await fixture.lease().token
            _ = try await broker.cancel(id, as: .anonymous)
            #expect(broker.state.withLock { $0.fail(token, .attemptsExhausted) } == nil)
        }
    }
}
