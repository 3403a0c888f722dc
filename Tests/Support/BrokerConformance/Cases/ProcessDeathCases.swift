import Jobs
import TestSupport
import Testing

extension BrokerCase {
    static let processDeaths: [BrokerCase] = [
        survivor("a job that a process died with runs alone from then on, and the fourth death ends it") { fixture in
            let id = try await fixture.admit("A")
            for deaths in 0...3 {
                try await fixture.admit("B\(deaths)")
                let leases = try await fixture.lease(jobs: 2, within: fixture.policy.leaseTerm * 4)
                try #require(leases.texts.contains("A"))
                #expect(leases.count == (deaths == 0 ? 2 : 1))
                #expect(leases.allSatisfy { $0.isAlone == (deaths > 0) && $0.attempts == 0 }, "deaths burn no attempt")
                try await fixture.record(id, is: .processing)
                if deaths == 0 { try await fixture.end(leases[1]) }
                try await fixture.crash()
            }
            try await fixture.pass(fixture.policy.leaseTerm * 4)
            let record = try await fixture.record(id, is: .error)
            #expect(record.failure == .workerCrashed)
        },
        survivor("of those that a process died with one runs at a time, beside others, the least suspect first") {
            fixture in
            for text in ["A", "B", "C"] { try await fixture.admit(text) }
            _ = try await fixture.lease(jobs: 3)
            try await fixture.crash()
            try await fixture.admit("D")
            let first = try await fixture.lease(jobs: 4)
            #expect(first.texts == ["A"])
            let beside = try await fixture.lease(jobs: 4, within: .seconds(5))
            #expect(beside.texts == ["D"])
            let pending = fixture.startLease(jobs: 4)
            await pending.expectWaiting("one suspect runs")
            try await fixture.end(beside[0])
            try await fixture.crash()
            let second = try await fixture.lease(jobs: 4)
            #expect(second.texts == ["B"], "the process died with A twice")
            try await fixture.end(second[0])
            let third = try await fixture.lease(jobs: 4)
            #expect(third.texts == ["C"])
            try await fixture.end(third[0])
            let last = try await fixture.lease(jobs: 4)
            #expect(last.texts == ["A"])
        },
        survivor("many kills end no job, as long as it is not always the same that runs") { fixture in
            var ids: [RequestID] = []
            for number in 0..<8 { ids.append(try await fixture.admit("text \(number)")) }
            for _ in 0..<10 {
                _ = try await fixture.lease(jobs: 8)
                try await fixture.crash()
            }
            for _ in 0..<8 { try await fixture.end(fixture.lease()) }
            for id in ids { #expect(try await fixture.record(id).state == .done) }
        },
        survivor("a job that survived three deaths can still be done") { fixture in
            let id = try await fixture.admit("A")
            for _ in 1...3 {
                _ = try await fixture.lease(within: fixture.policy.leaseTerm * 4)
                try await fixture.crash()
            }
            try await fixture.end(fixture.lease(within: fixture.policy.leaseTerm * 4))
            let record = try await fixture.record(id)
            #expect(record.state == .done)
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
    ]
}
