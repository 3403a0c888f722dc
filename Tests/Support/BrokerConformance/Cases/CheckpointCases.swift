import Jobs
import TestSupport
import Testing

extension BrokerCase {
    static let checkpoints: [BrokerCase] = [
        BrokerCase("finished parts come with the next lease") { fixture in
            try await fixture.admit("A")
            let first = try await fixture.lease()
            try await keep(first, part: 1, payload: [1, 2, 3], fixture)
            try await keep(first, part: 3, payload: [], fixture)
            try await fixture.giveBack(first)
            let second = try await fixture.lease()
            #expect(second.checkpoints == [1: [1, 2, 3], 3: []])
            try await keep(second, part: 2, payload: [9], fixture)
            let third = try await fixture.lease(within: fixture.policy.leaseTerm * 3 / 2)
            #expect(third.checkpoints == [1: [1, 2, 3], 2: [9], 3: []], "a lost lease loses no part")
        },
        BrokerCase("finished parts show as progress, each once") { fixture in
            let id = try await fixture.admit("A")
            let before = try await fixture.record(id)
            #expect(before.progress == nil)
            let lease = try await fixture.lease()
            try await keep(lease, part: 1, payload: [1], fixture)
            try await keep(lease, part: 2, payload: [2], fixture)
            try await keep(lease, part: 2, payload: [3], fixture)
            let record = try await fixture.record(id)
            #expect(record.progress == RequestRecord.Progress(done: 2, total: 3))
        },
        BrokerCase("a part written again replaces the first") { fixture in
            try await fixture.admit("A")
            let lease = try await fixture.lease()
            try await keep(lease, part: 1, payload: [1], fixture)
            try await keep(lease, part: 1, payload: [2], fixture)
            try await fixture.giveBack(lease)
            let next = try await fixture.lease()
            #expect(next.checkpoints == [1: [2]])
        },
        BrokerCase("a part comes too late when the lease has ended") { fixture in
            try await fixture.admit("A")
            let lease = try await fixture.lease()
            try await fixture.giveBack(lease)
            let isKept = try await fixture.broker.checkpoint(lease.token, part: 1, of: 3, payload: [1])
            #expect(!isKept)
            let next = try await fixture.lease()
            #expect(next.checkpoints.isEmpty)
        },
    ]

    private static func keep(_ lease: Lease, part: Int, payload: [UInt8], _ fixture: BrokerFixture) async throws {
        let isKept = try await fixture.broker.checkpoint(lease.token, part: part, of: 3, payload: payload)
        #expect(isKept, "a held lease can keep a part")
    }
}
