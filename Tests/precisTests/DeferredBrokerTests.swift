import BrokerConformance
import Jobs
import TestSupport
import Testing

@testable import precis

@Suite struct DeferredBrokerTests {
    private let broker = DeferredBroker()
    private let reference = ReferenceBroker(policy: .conformance(jobs: 5), time: ManualTime()) { .stopped }

    @Test("before it is opened every call is closed, and figures are nothing")
    func closed() async throws {
        let token = LeaseToken(job: 1, secret: 1)
        let id = Sample.id()
        await #expect(throws: BrokerError.closed) { try await broker.submit(Sample.submission()) }
        await #expect(throws: BrokerError.closed) { try await broker.lease(Demand(jobs: 1)) }
        await #expect(throws: BrokerError.closed) { try await broker.extend([token]) }
        await #expect(throws: BrokerError.closed) { try await broker.checkpoint(token, part: 1, of: 2, payload: []) }
        await #expect(throws: BrokerError.closed) { try await broker.settle([]) }
        await #expect(throws: BrokerError.closed) { try await broker.cancel(id, as: .anonymous) }
        await #expect(throws: BrokerError.closed) { try await broker.retry(id, as: .anonymous) }
        await #expect(throws: BrokerError.closed) { try await broker.record(id, as: .anonymous) }
        await #expect(throws: BrokerError.closed) { try await broker.setPaused(true) }
        await #expect(throws: BrokerError.closed) { try await broker.run() }
        #expect(!broker.isWritable)
        #expect((broker.depth().waiting, broker.depth().running, broker.depth().limit) == (0, 0, 0))
        #expect(broker.estimate(position: 1) == nil)
    }

    @Test("once opened every call goes to the broker behind")
    func opened() async throws {
        broker.open(reference)
        let id = try #require(try await broker.submit(Sample.submission()).admitted).id
        #expect(try await reference.record(id, as: .anonymous).record?.state == .queued)
        #expect(broker.depth().waiting == 1 && broker.depth().limit == 5)
        #expect(broker.isWritable)
        let lease = try #require(try await broker.lease(Demand(jobs: 1)).first)
        #expect(try await broker.extend([lease.token]) == [lease.token])
        #expect(try await broker.checkpoint(lease.token, part: 1, of: 2, payload: [1]))
        #expect(try await broker.settle([Settlement(token: lease.token, outcome: .failed(.refused))]) == [.settled])
        guard case .queued = try await broker.retry(id, as: .anonymous),
            case .cancelled = try await broker.cancel(id, as: .anonymous)
        else {
            Issue.record("retried, then cancelled")
            return
        }
        try await broker.setPaused(true)
        #expect(reference.depth().isPaused)
    }

    @Test("who observes before it is opened is told what happens after, each once")
    func observers() async throws {
        let (early, late) = (ChangeLog(), ChangeLog())
        broker.observe { early.note($0) }
        broker.open(reference)
        broker.observe { late.note($0) }
        let id = try #require(try await broker.submit(Sample.submission()).admitted).id
        _ = try await broker.cancel(id, as: .anonymous)
        for log in [early, late] { #expect(log.states(of: id).filter { $0 == .cancelled } == [.cancelled]) }
    }
}
