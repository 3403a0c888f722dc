import Jobs
import TestSupport
import Testing

extension BrokerCase {
    static let batches: [BrokerCase] = [
        BrokerCase("a lone text goes at once when nothing is in flight") { fixture in
            try await fixture.admit("A")
            let leases = try await fixture.lease(jobs: 8)
            #expect(leases.texts == ["A"])
        },
        BrokerCase("while a call is in flight, a batch waits for its oldest member's time") { fixture in
            try await fixture.admit("running")
            _ = try await fixture.lease()
            try await fixture.admit("A")
            let pending = fixture.startLease(jobs: 8)
            await pending.expectWaiting("the batch may still grow")
            fixture.time.advance(by: fixture.policy.batch.maxWait / 2)
            try await fixture.admit("B")
            await pending.expectWaiting("the batch may still grow")
            try await fixture.pass(fixture.policy.batch.maxWait / 2)
            let leases = try await pending.leases()
            #expect(leases.texts == ["A", "B"])
        },
        BrokerCase("a batch that is full by jobs goes at once") { fixture in
            try await fixture.admit("running")
            _ = try await fixture.lease()
            let pending = fixture.startLease(jobs: 2)
            try await fixture.admit("A")
            await pending.expectWaiting("the batch may still grow")
            try await fixture.admit("B")
            let leases = try await pending.leases()
            #expect(leases.texts == ["A", "B"])
        },
        BrokerCase("a batch that is full by tokens goes at once") { fixture in
            try await fixture.admit("running")
            _ = try await fixture.lease()
            let text = String(repeating: "x", count: 399)
            let pending = fixture.startLease(jobs: 8, tokens: 2 * 100)
            for letter in ["a", "b"] {
                await pending.expectWaiting("the batch may still grow")
                try await fixture.admit(text + letter)
            }
            try await fixture.admit("the next does not fit")
            let leases = try await pending.leases()
            #expect(leases.count == 2)
        },
        BrokerCase("what is reserved for each job counts as well") { fixture in
            for text in ["A", "B", "C"] { try await fixture.admit(text) }
            let leases = try await fixture.lease(jobs: 8, tokens: 2 * (1 + 100), tokensPerJob: 100)
            #expect(leases.texts == ["A", "B"])
        },
        BrokerCase("a waiting batch goes when the last call in flight ends") { fixture in
            try await fixture.admit("running")
            let running = try await fixture.lease()
            try await fixture.admit("A")
            let pending = fixture.startLease(jobs: 8)
            await pending.expectWaiting("the batch may still grow")
            try await fixture.end(running)
            let leases = try await pending.leases()
            #expect(leases.texts == ["A"])
        },
        BrokerCase("a job that must be alone has a batch of its own, in its turn") { fixture in
            for text in ["A", "B", "C"] { try await fixture.admit(text) }
            for lease in try await fixture.lease(jobs: 3) {
                try await fixture.giveBack(lease, packLimit: lease.text == "B" ? 1 : nil)
            }
            for text in ["A", "B", "C"] {
                let leases = try await fixture.lease(jobs: 3, within: .seconds(5))
                #expect(leases.texts == [text])
                #expect(leases.map(\.isAlone) == [text == "B"])
                for lease in leases { try await fixture.end(lease) }
            }
        },
        BrokerCase("a job's own limit bounds the batch it is in, and only ever shrinks") { fixture in
            let texts = ["A", "B", "C", "D", "E"]
            for text in texts { try await fixture.admit(text) }
            for (lease, limit) in zip(try await fixture.lease(jobs: 5), [nil, 3, nil, 2, nil]) {
                try await fixture.giveBack(lease, packLimit: limit)
            }
            let first = try await fixture.lease(jobs: 5, within: .seconds(5))
            #expect(first.texts == ["A", "B", "C"], "the limit of B, which D may not join")
            for lease in first { try await fixture.giveBack(lease, packLimit: lease.text == "B" ? 4 : nil) }
            let second = try await fixture.lease(jobs: 5, within: .seconds(5))
            #expect(second.texts == ["A", "B", "C"], "a larger limit changes nothing")
            for lease in second { try await fixture.end(lease) }
            let third = try await fixture.lease(jobs: 5, within: .seconds(5))
            #expect(third.texts == ["D", "E"])
        },
    ]
}
