import Jobs
import TestSupport
import Testing

extension BrokerCase {
    static let positions: [BrokerCase] = [
        BrokerCase("a position is the number of jobs ahead, plus one") { fixture in
            var ids: [RequestID] = []
            for text in ["A", "B", "C"] { ids.append(try await fixture.admit(text)) }
            let high = try await fixture.admit("H", priority: .high)
            try await expectPositions([high, ids[0], ids[1], ids[2]], [1, 2, 3, 4], fixture)
            _ = try await fixture.lease()
            try await fixture.record(high, is: .processing)
            try await expectPositions([high, ids[0], ids[1], ids[2]], [nil, 1, 2, 3], fixture)
        },
        BrokerCase("there is no position while a job runs, waits for a time, or is final") { fixture in
            let delayed = try await fixture.admit("A")
            let running = try await fixture.admit("B")
            let done = try await fixture.finish("C", priority: .high)
            let later = fixture.time.now + .seconds(100)
            try await fixture.end(fixture.lease(), .again(later, burnsAttempt: false, packLimit: nil))
            _ = try await fixture.lease()
            try await fixture.record(running, is: .processing)
            try await expectPositions([delayed, running, done], [nil, nil, nil], fixture)
        },
        BrokerCase("attaching with a higher priority moves the job to the better place") { fixture in
            var ids: [RequestID] = []
            for text in ["A", "B", "C"] { ids.append(try await fixture.admit(text)) }
            let attached = try #require(try await fixture.submit("C", priority: .high).attached)
            #expect(attached.position == 1)
            #expect(attached.priority == .high)
            try await expectPositions(ids, [2, 3, 1], fixture)
            let own = try await fixture.record(ids[2])
            #expect(own.priority == .normal, "a request's priority is its own")
            let next = try await fixture.lease()
            #expect(next.text == "C")
        },
        BrokerCase("attaching never moves a job to a worse place") { fixture in
            let id = try await fixture.admit("A")
            for number in 0..<40 { try await fixture.admit("high \(number)", priority: .high) }
            let before = try #require(try await fixture.record(id).position)
            let attached = try #require(try await fixture.submit("A", priority: .high).attached)
            #expect(attached.position == before, "the lane of the higher priority is further back")
        },
        BrokerCase("attaching with a lower priority moves nothing") { fixture in
            let first = try await fixture.admit("A")
            try await fixture.admit("B")
            let attached = try #require(try await fixture.submit("A", priority: .low).attached)
            #expect(attached.position == 1)
            try await expectPositions([first], [1], fixture)
        },
        BrokerCase("cancelling the one who moved a job never moves it back") { fixture in
            for text in ["A", "B", "C"] { try await fixture.admit(text) }
            let attached = try #require(try await fixture.submit("C", priority: .high).attached)
            _ = try await fixture.broker.cancel(attached.id, as: .anonymous)
            let next = try await fixture.lease()
            #expect(next.text == "C")
        },
        BrokerCase("another principal's higher priority moves the job too") { fixture in
            for text in ["A", "B", "C"] { try await fixture.admit(text, principal: Principal("ann")) }
            let bob = try await fixture.submit("C", priority: .high, principal: Principal("bob"))
            #expect(bob.attached?.position == 1)
        },
        BrokerCase("attaching to a job that waits for a time moves its place for then") { fixture in
            try await fixture.admit("A")
            let later = fixture.time.now + .seconds(60)
            try await fixture.end(fixture.lease(), .again(later, burnsAttempt: false, packLimit: nil))
            for number in 0..<5 { try await fixture.admit("text \(number)", priority: .high) }
            let attached = try #require(try await fixture.submit("A", priority: .high).attached)
            #expect(attached.position == nil)
            try await fixture.pass(.seconds(60) + fixture.policy.leaseTerm)
            let leases = try await fixture.lease(jobs: 6)
            #expect(leases.texts.contains("A"))
        },
        BrokerCase("a cancelled job is not ahead of anybody") { fixture in
            var ids: [RequestID] = []
            for text in ["A", "B", "C"] { ids.append(try await fixture.admit(text)) }
            _ = try await fixture.broker.cancel(ids[1], as: .anonymous)
            try await expectPositions(ids, [1, nil, 2], fixture)
        },
    ]

    private static func expectPositions(
        _ ids: [RequestID], _ expected: [Int?], _ fixture: BrokerFixture,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        var positions: [Int?] = []
        for id in ids { positions.append(try await fixture.record(id).position) }
        #expect(positions == expected, sourceLocation: sourceLocation)
    }
}
