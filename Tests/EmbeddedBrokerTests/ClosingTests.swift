import BrokerConformance
import Jobs
import TestSupport
import Testing

@Suite struct ClosingTests {
    @Test("after the end nothing is answered from memory", arguments: [JobState.queued, .processing, .done])
    func memory(state: JobState) async throws {
        try await BrokerFixture.with(EmbeddedBrokerConformance.factory) { fixture in
            let broker = fixture.broker
            let id = try await fixture.admit("A")
            if state != .queued {
                let lease = try await fixture.lease()
                if state == .done { try await fixture.end(lease) }
            }
            try #require(broker.glance(id, as: .anonymous)?.record?.state == state, "memory has the record")
            try await fixture.close()
            #expect(broker.glance(id, as: .anonymous) == nil)
            await #expect(throws: BrokerError.closed) { try await broker.record(id, as: .anonymous) }
            await #expect(throws: BrokerError.closed) { try await broker.snapshot() }
        }
    }
}
