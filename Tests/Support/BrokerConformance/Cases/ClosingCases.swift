import Jobs
import TestSupport
import Testing

extension BrokerCase {
    static let closing: [BrokerCase] = [
        BrokerCase("at the end, who waits for work gets `closed`") { fixture in
            let pending = (0..<3).map { _ in fixture.startLease() }
            for lease in pending { await lease.expectWaiting("nothing is there to be leased") }
            try await fixture.close()
            for lease in pending {
                let failure = try await lease.failure()
                #expect(failure == .closed)
            }
        },
        BrokerCase("after the end, every verb says `closed`") { fixture in
            let id = try await fixture.admit("A")
            let lease = try await fixture.lease()
            try await fixture.close()
            let broker = fixture.broker
            let submission = fixture.submission("B")
            await #expect(throws: BrokerError.closed) { try await broker.submit(submission) }
            await #expect(throws: BrokerError.closed) { try await broker.lease(Demand(jobs: 1)) }
            await #expect(throws: BrokerError.closed) { try await broker.extend([lease.token]) }
            await #expect(throws: BrokerError.closed) {
                try await broker.settle([Settlement(token: lease.token, outcome: .failed(.refused))])
            }
            await #expect(throws: BrokerError.closed) { try await broker.cancel(id, as: .anonymous) }
            await #expect(throws: BrokerError.closed) { try await broker.retry(id, as: .anonymous) }
            await #expect(throws: BrokerError.closed) { try await broker.record(id, as: .anonymous) }
            await #expect(throws: BrokerError.closed) {
                try await broker.requests(of: .anonymous, in: [.done], before: nil, limit: 1)
            }
            await #expect(throws: BrokerError.closed) { try await broker.setPaused(true) }
        },
        BrokerCase("after the end, nothing is answered from memory") { fixture in
            let (done, running, queued) = (
                try await fixture.finish("A"), try await fixture.admit("B"), try await fixture.admit("C")
            )
            _ = try await fixture.lease()
            try await fixture.record(running, is: .processing)
            let broker = fixture.broker
            try await fixture.close()
            for id in [done, running, queued] {
                #expect(broker.recordInMemory(id, as: .anonymous) == nil)
                await #expect(throws: BrokerError.closed) { try await broker.record(id, as: .anonymous) }
            }
            await #expect(throws: BrokerError.closed) { try await broker.snapshot() }
        },
        BrokerCase("closing while submissions arrive answers every one of them") { fixture in
            let submitting = (0..<50).map { number in
                // Each is awaited below, after the end they are to meet.
                Task { [fixture] in try await fixture.submit("text \(number)") }
            }
            await Task.yield()
            try await fixture.close()
            for task in submitting {
                switch await task.result {
                case .success(let admission): #expect(admission.admitted != nil)
                case .failure(let error): #expect(error as? BrokerError == .closed)
                }
            }
        },
    ]
}
