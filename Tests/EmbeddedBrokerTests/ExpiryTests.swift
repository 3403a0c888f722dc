import BrokerConformance
import GRDB
import Jobs
import Synchronization
import TestSupport
import Testing

@testable import EmbeddedBroker

@Suite(.timeLimit(.minutes(2))) struct ExpiryTests {
    private static let tables = ["jobs", "requests", "payloads", "checkpoints", "finished", "results"]

    private static var policy: BrokerPolicy {
        var policy = BrokerPolicy.conformance()
        policy.resultRetention = .seconds(60)
        policy.answerRetention = .seconds(60)
        return policy
    }

    private func withBroker(_ body: (BrokerFixture, EmbeddedBroker) async throws -> Void) async throws {
        try await BrokerFixture.with(EmbeddedBrokerConformance.factory, policy: Self.policy) { fixture in
            try await body(fixture, try #require(fixture.broker as? EmbeddedBroker))
        }
    }

    private func pages(_ broker: EmbeddedBroker) async throws -> Int {
        try await broker.journal.read { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
    }

    private func rows(_ broker: EmbeddedBroker) async throws -> [String: Int] {
        try await broker.journal.read { db in
            let counts = try Self.tables.map { ($0, try Int.fetchOne(db, sql: "SELECT count(*) FROM \($0)") ?? 0) }
            return Dictionary(uniqueKeysWithValues: counts).filter { $0.value > 0 }
        }
    }

    /// Fifty jobs with texts of 20 KB: most done, some failed, some cancelled.
    private func generation(_ number: Int, _ fixture: BrokerFixture) async throws {
        let padding = String(repeating: "x", count: 20_000)
        let submissions = (0..<50).map { fixture.submission("\(number).\($0) \(padding)") }
        _ = try await fixture.broker.admissions(of: submissions)
        for submission in submissions.suffix(5) {
            _ = try await fixture.broker.cancel(submission.id, as: .anonymous)
        }
        let leases = try await fixture.lease(jobs: 45)
        let result = Sample.result(String(repeating: "y", count: 5000))
        let settlements = leases.enumerated().map { index, lease in
            Settlement(token: lease.token, outcome: index < 5 ? .failed(.refused) : .done(result))
        }
        #expect(try await fixture.broker.settle(settlements).count { $0 == .settled } == 45)
    }

    @Test("generations of jobs do not make the file grow, and when they are over their pages go back")
    func pages() async throws {
        try await withBroker { fixture, broker in
            let empty = try await pages(broker)
            var peaks: [Int] = []
            for number in 0..<8 {
                try await generation(number, fixture)
                peaks.append(try await pages(broker))
                try await fixture.pass(.seconds(70))
            }
            let (first, last) = (try #require(peaks.first), try #require(peaks.last))
            #expect(first > empty + 200, "a generation takes much of a megabyte")
            #expect(last <= first + first / 4, "\(peaks)")
            #expect(try await pages(broker) < empty + 50)
        }
    }

    @Test("after its retention a job leaves nothing behind, in memory or on disk")
    func memory() async throws {
        try await withBroker { fixture, broker in
            for number in 0..<3 { try await generation(number, fixture) }
            #expect(broker.state.withLock { $0.answers.count } == 120)
            #expect(broker.state.withLock { $0.finishedBytes } > 150 * Bounds.overhead)
            try await fixture.pass(.seconds(70))
            #expect(try await rows(broker) == [:])
            broker.state.withLock { state in
                #expect(state.answers.isEmpty && state.progress.isEmpty && state.closing.isEmpty)
                #expect(state.finishedBytes == 0)
                #expect(state.usage == Bounds.Usage())
            }
        }
    }

    @Test("requests made for stored answers go when their retention is over, however many there were")
    func answerRequests() async throws {
        try await withBroker { fixture, broker in
            try await fixture.finish("one")
            let named = (0..<1500).map { fixture.submission("one", reference: "r\($0)") }
            let admissions = try await broker.admissions(of: named)
            #expect(admissions.count { $0.cached != nil } == 1500)
            #expect(try await rows(broker)["requests"] == 1501)
            try await fixture.pass(.seconds(40))
            let later = try await broker.submit(fixture.submission("one", reference: "later"))
            #expect(later.cached != nil)
            try await fixture.pass(.seconds(28))
            #expect(try await rows(broker)["requests"] == 2, "the job's own, and the later one")
            try await fixture.pass(.seconds(40))
            #expect(try await rows(broker) == [:])
        }
    }

    @Test("beyond the bound on finished records the oldest go, and as many as need be")
    func bound() async throws {
        var policy = BrokerPolicy.conformance(resultBytes: 50_000)
        policy.resultRetention = .seconds(3600)
        try await BrokerFixture.with(EmbeddedBrokerConformance.factory, policy: policy) { fixture in
            let broker = try #require(fixture.broker as? EmbeddedBroker)
            var ids: [RequestID] = []
            for number in 0..<20 {
                let result = Sample.result(String(repeating: "y", count: 5000))
                ids.append(try await fixture.finish("text \(number)", result: result))
                try await fixture.pass(.seconds(1))
            }
            try await fixture.pass(.seconds(5))
            let kept = broker.state.withLock { $0.finishedBytes }
            #expect(kept <= 50_000 && kept > 40_000)
            var known: [Bool] = []
            for id in ids { known.append(try await broker.record(id, as: .anonymous).record != nil) }
            #expect(known == [Bool](repeating: false, count: 11) + [Bool](repeating: true, count: 9))
        }
    }
}
