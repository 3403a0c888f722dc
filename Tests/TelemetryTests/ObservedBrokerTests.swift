import BrokerConformance
import Jobs
import Telemetry
import TestSupport
import Testing

@Suite struct ObservedBrokerTests {
    private let time = ManualTime()
    private let metrics: Metrics
    private let broker: ObservedBroker

    init() {
        let time = time
        metrics = Metrics(time: time)
        let reference = ReferenceBroker(policy: .conformance(jobs: 2), time: time) { .working(jobsPerSecond: 1) }
        broker = ObservedBroker(reference, metrics: metrics, time: time)
    }

    /// Everything counted so far, without what was not.
    private var counts: [Counter: Int] {
        let all = Counter.allCases.map { ($0, metrics.total($0)) }
        return Dictionary(uniqueKeysWithValues: all.filter { $0.1 > 0 })
    }

    @discardableResult
    private func submit(
        _ text: String, sharing: Submission.Sharing = .shared, key: String? = nil
    ) async throws -> Admission {
        let submission = Sample.submission(text, at: time.now, sharing: sharing, key: key)
        return try await broker.submit(submission)
    }

    private func end(_ outcome: Settlement.Outcome) async throws {
        let lease = try #require(try await broker.lease(Demand(jobs: 1)).first)
        let receipts = try await broker.settle([Settlement(token: lease.token, outcome: outcome)])
        #expect(receipts == [.settled])
    }

    @Test("new work is accepted, and a miss of the caches that it could have asked")
    func admitted() async throws {
        #expect(try await submit("one").admitted != nil)
        #expect(counts == [.accepted: 1, .misses: 1])
        #expect(try await submit("two", sharing: .fresh).admitted != nil)
        #expect(counts == [.accepted: 2, .misses: 1])
    }

    @Test("joining a job in flight is accepted and coalesced")
    func attached() async throws {
        try await submit("one")
        #expect(try await submit("one").attached != nil)
        #expect(counts == [.accepted: 2, .misses: 1, .coalesced: 1])
    }

    @Test("a stored answer is accepted and completed at once")
    func known() async throws {
        try await submit("one")
        try await end(.done(Sample.result()))
        #expect(counts == [.accepted: 1, .misses: 1, .completed: 1])
        #expect(try await submit("one").cached != nil)
        #expect(counts == [.accepted: 2, .misses: 1, .completed: 2, .hitsJournal: 1])
    }

    @Test("a replay is nothing new")
    func replayed() async throws {
        try await submit("one", key: "k")
        let before = counts
        #expect(try await submit("one", key: "k").replayed != nil)
        #expect(counts == before)
    }

    @Test("what is turned away is rejected and nothing else")
    func rejected() async throws {
        try await submit("one")
        try await submit("two")
        #expect(try await submit("three").rejection != nil)
        #expect(counts == [.accepted: 2, .misses: 2, .rejected: 1])
    }

    @Test("each submission of a call counts for itself")
    func many() async throws {
        let texts = ["one", "one", "two", "three"]
        let admissions = try await broker.admissions(of: texts.map { Sample.submission($0, at: time.now) })
        #expect(admissions.count == 4)
        #expect(counts == [.accepted: 3, .misses: 2, .coalesced: 1, .rejected: 1])
    }

    @Test("every request of a job that is done counts once, with the time it took")
    func done() async throws {
        try await submit("one")
        time.advance(by: .seconds(20))
        try await submit("one")
        time.advance(by: .seconds(20))
        try await end(.done(Sample.result()))
        #expect(metrics.total(.completed) == 2)
        let took = metrics.takeInterval().submitToDone
        #expect(took.count == 2)
        #expect(abs(try #require(took.percentile(0.5)).inSeconds - 20) < 3)
        #expect(abs(try #require(took.percentile(1)).inSeconds - 40) < 6)
    }

    @Test("failing and cancelling count once each, and are not completed")
    func otherEnds() async throws {
        try await submit("one")
        try await end(.failed(.refused))
        let id = try #require(try await submit("two").admitted).id
        guard case .cancelled = try await broker.cancel(id, as: .anonymous) else {
            Issue.record("a waiting request can be cancelled")
            return
        }
        #expect(counts == [.accepted: 2, .misses: 2, .failed: 1, .cancelled: 1])
        #expect(metrics.takeInterval().submitToDone.count == 0)
    }

    @Test("a job that goes back is a retry; a stale settlement is none")
    func retries() async throws {
        try await submit("one")
        let lease = try #require(try await broker.lease(Demand(jobs: 1)).first)
        let again = Settlement(token: lease.token, outcome: .again(time.now, burnsAttempt: true, packLimit: nil))
        #expect(try await broker.settle([again]) == [.settled])
        #expect(metrics.total(.retries) == 1)
        let foreign = LeaseToken(job: lease.token.job, secret: lease.token.secret &+ 1)
        let stale = Settlement(token: foreign, outcome: again.outcome)
        #expect(try await broker.settle([stale]) == [.stale])
        #expect(metrics.total(.retries) == 1)
        #expect(metrics.total(.completed) + metrics.total(.failed) == 0)
    }

    @Test("calls and metrics pass through unchanged")
    func passage() async throws {
        let id = try #require(try await submit("one").admitted).id
        let queue = try await broker.snapshot()
        #expect(queue.waiting == 1 && queue.limit == 2)
        #expect(try await broker.record(id, as: .anonymous).record?.state == .queued)
        try await broker.setPaused(true)
        #expect(try await broker.snapshot().isPaused)
    }
}
