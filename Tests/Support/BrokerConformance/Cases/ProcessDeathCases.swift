import Jobs
import TestSupport
import Testing

extension BrokerCase {
    static let processDeaths: [BrokerCase] = [
        survivor("a job that was running when a process died runs alone from then on, as the only one") { fixture in
            for text in ["A", "B"] { try await fixture.admit(text) }
            #expect(try await fixture.lease(jobs: 2).texts == ["A", "B"])
            try await fixture.crash()
            try await fixture.admit("C")
            for text in ["A", "B"] {
                let lease = try await fixture.lease(within: fixture.policy.leaseTerm * 4)
                #expect(lease.text == text && lease.isAlone)
                #expect(lease.attempts == 0, "deaths burn no attempt")
                let pending = fixture.startLease(jobs: 4)
                try await fixture.pass(.seconds(5))
                await pending.expectWaiting("nothing runs beside it")
                pending.cancel()
                _ = try await pending.failure()
                try await fixture.end(lease)
            }
            let last = try await fixture.lease(jobs: 4)
            #expect(last.texts == ["C"] && !last[0].isAlone)
        },
        survivor("it stays so after it was handed back") { fixture in
            try await fixture.admit("A")
            _ = try await fixture.lease()
            try await fixture.crash()
            try await fixture.giveBack(fixture.lease(within: fixture.policy.leaseTerm * 4))
            try await fixture.admit("B")
            let leases = try await fixture.lease(jobs: 2)
            #expect(leases.texts == ["A"] && leases[0].isAlone)
        },
        survivor("it waits until nothing runs, and nothing new begins before it") { fixture in
            try await diesTwice("A", with: fixture)
            for text in ["B", "C"] { try await fixture.admit(text) }
            let beside = try await fixture.lease()
            #expect(beside.text == "B", "others go on while it waits")
            try await fixture.pass(.seconds(3))
            let pending = fixture.startLease(jobs: 4)
            try await fixture.pass(.seconds(5))
            await pending.expectWaiting("B still runs, and A is next")
            try await fixture.end(beside)
            #expect(try await pending.leases().texts == ["A"])
        },
        survivor("what ends behind it is told of its own end") { fixture in
            try await diesTwice("A", with: fixture)
            try await fixture.admit("B")
            let beside = try await fixture.lease()
            try await fixture.pass(.seconds(3))
            let pending = fixture.startLease(jobs: 4)
            _ = try await fixture.broker.settle([
                Settlement(token: beside.token, outcome: .failed(.refused))
            ])
            let lease = try #require(try await pending.leases().first)
            #expect(lease.text == "A")
            try await fixture.end(lease)
            #expect(try await fixture.snapshot().running == 0)
        },
        survivor("each death from the second on makes it wait twice as long, its place kept") { fixture in
            let id = try await fixture.admit("A")
            let place = try await fixture.lease().place
            try await fixture.crash()
            for pause in [0, 1, 2, 4, 8, 16] as [Int] {
                if pause > 0 {
                    let pending = fixture.startLease()
                    try await fixture.pass(.seconds(pause) - .milliseconds(300))
                    await pending.expectWaiting("it waits \(pause) s")
                    #expect(try await fixture.record(id).position == nil)
                    pending.cancel()
                    _ = try await pending.failure()
                }
                let lease = try await fixture.lease(within: fixture.policy.leaseTerm * 4)
                #expect(lease.place == place)
                try await fixture.record(id, is: .processing)
                try await fixture.crash()
            }
        },
        survivor("the twelfth death as the only running job ends it", policy: .conformance(deadline: .seconds(9000))) {
            fixture in
            let id = try await fixture.admit("A")
            for _ in 1...12 {
                #expect(try await !fixture.record(id).state.isFinal)
                _ = try await fixture.lease(within: .seconds(700))
                try await fixture.record(id, is: .processing)
                try await fixture.crash()
            }
            try await fixture.pass(fixture.policy.leaseTerm)
            let record = try await fixture.record(id, is: .error)
            #expect(record.failure == .workerCrashed)
            #expect(record.attempts == 0)
        },
        survivor(
            "a death in company is not counted, and a job that survived eleven others can be done",
            policy: .conformance(deadline: .seconds(9000))
        ) { fixture in
            let id = try await fixture.admit("A")
            try await fixture.admit("B")
            #expect(try await fixture.lease(jobs: 2).count == 2)
            try await fixture.crash()
            for _ in 1...11 {
                #expect(try await fixture.lease(within: .seconds(700)).text == "A")
                try await fixture.record(id, is: .processing)
                try await fixture.crash()
                // Whoever does not bring the process down is through in the pauses.
                if try await fixture.snapshot().waiting > 1 {
                    try await fixture.end(fixture.lease(within: .milliseconds(500)))
                }
            }
            try await fixture.end(fixture.lease(within: .seconds(700)))
            #expect(try await fixture.record(id).state == .done)
        },
        survivor("kills end no job, however many were running", policy: .conformance(deadline: .seconds(9000))) {
            fixture in
            var ids: [RequestID] = []
            for number in 0..<8 { ids.append(try await fixture.admit("text \(number)")) }
            for _ in 0..<10 {
                _ = try await fixture.lease(jobs: 8, within: .seconds(700))
                try await fixture.crash()
            }
            for _ in 0..<8 { try await fixture.end(fixture.lease(within: .seconds(700))) }
            for id in ids { #expect(try await fixture.record(id).state == .done) }
        },
        survivor("deaths while a job only waits are not held against it") { fixture in
            try await fixture.admit("A")
            for _ in 0..<5 { try await fixture.crash() }
            let lease = try await fixture.lease()
            #expect(!lease.isAlone)
        },
        survivor("a job handed back before the process died has not died with it") { fixture in
            try await fixture.admit("A")
            for _ in 0..<5 {
                try await fixture.giveBack(fixture.lease())
                try await fixture.crash()
            }
            let lease = try await fixture.lease()
            #expect(!lease.isAlone)
        },
        survivor("a job whose lease ran out before the process died has not died with it") { fixture in
            let id = try await fixture.admit("A")
            _ = try await fixture.lease()
            try await fixture.pass(fixture.policy.leaseTerm * 3)
            try await fixture.record(id, is: .queued)
            try await fixture.crash()
            let lease = try await fixture.lease()
            #expect(!lease.isAlone)
        },
        survivor("a job that is leased again after its lease ran out is running") { fixture in
            let id = try await fixture.admit("A")
            _ = try await fixture.lease()
            try await fixture.pass(fixture.policy.leaseTerm * 3)
            _ = try await fixture.lease()
            try await fixture.record(id, is: .processing)
            try await fixture.crash()
            let lease = try await fixture.lease(within: fixture.policy.leaseTerm * 4)
            #expect(lease.isAlone)
        },
        survivor("a retry begins with no deaths", policy: .conformance(deadline: .seconds(9000))) { fixture in
            let id = try await fixture.admit("A")
            _ = try await fixture.lease()
            try await fixture.crash()
            try await fixture.end(fixture.lease(within: fixture.policy.leaseTerm * 4), .failed(.providerRejected))
            guard case .queued = try await fixture.broker.retry(id, as: .anonymous) else {
                Issue.record("a failed request can be retried")
                return
            }
            let lease = try await fixture.lease()
            #expect(!lease.isAlone)
        },
    ]

    /// Leaves a job that two processes died with: it waits for a second.
    private static func diesTwice(_ text: String, with fixture: BrokerFixture) async throws {
        let id = try await fixture.admit(text)
        for _ in 1...2 {
            _ = try await fixture.lease(within: fixture.policy.leaseTerm * 4)
            try await fixture.record(id, is: .processing)
            try await fixture.crash()
        }
    }
}
