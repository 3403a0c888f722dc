import Jobs
import TestSupport
import Testing

extension BrokerCase {
    static let answering: [BrokerCase] = [
        BrokerCase("a text with a stored result is answered by the caller's own finished request") { fixture in
            let id = try await fixture.finish("A", result: Sample.result("known"))
            for _ in 0..<3 {
                let record = try #require(try await fixture.submit("A").cached)
                #expect(record.id == id, "hits carry the newest finished request")
                #expect(record.state == .done)
                #expect(record.result == Sample.result("known"))
            }
            #expect(try await fixture.snapshot().waiting == 0)
        },
        BrokerCase("another principal gets a finished request of its own, and the same one again") { fixture in
            let bob = Principal("bob")
            try await fixture.finish("A", principal: Principal("ann"), result: Sample.result("known"))
            let submission = fixture.submission("A", principal: bob)
            let made = try #require(try await fixture.submit(submission).cached)
            #expect(made.id == submission.id, "where there is none, one is made")
            let found = try await fixture.record(made.id, as: bob)
            #expect(found.result == Sample.result("known"))
            let again = try #require(try await fixture.submit("A", principal: bob).cached)
            #expect(again.id == made.id, "further hits make nothing")
        },
        BrokerCase("a hit carries a request with at least half its retention left, or a new one") { fixture in
            let old = try await fixture.finish("A")
            let half = fixture.policy.resultRetention / 2
            fixture.time.advance(by: half - .seconds(10))
            let early = try #require(try await fixture.submit("A").cached)
            #expect(early.id == old, "more than half is left")

            fixture.time.advance(by: .seconds(20))
            let submission = fixture.submission("A")
            let late = try #require(try await fixture.submit(submission).cached)
            #expect(late.id == submission.id, "less than half is left")
            let next = try #require(try await fixture.submit("A").cached)
            #expect(next.id == submission.id, "the newest is carried")
        },
        BrokerCase("a stored result outlives the request that made it") { fixture in
            let id = try await fixture.finish("A", result: Sample.result("kept"))
            try await fixture.time.jump(to: fixture.time.now + fixture.policy.resultRetention + .seconds(60))
            try await fixture.pass(fixture.policy.leaseTerm)
            let lookup = try await fixture.broker.record(id, as: .anonymous)
            #expect(lookup.record == nil)
            let record = try #require(try await fixture.submit("A").cached)
            #expect(record.result == Sample.result("kept"))
        },
        BrokerCase(
            "a stored result answers while it is younger than its retention",
            policy: .conformance(answerRetention: .seconds(200))
        ) { fixture in
            try await fixture.finish("A")
            fixture.time.advance(by: .seconds(195))
            let young = try await fixture.submit("A")
            #expect(young.cached != nil)
            fixture.time.advance(by: .seconds(10))
            let old = try await fixture.submit("A")
            #expect(old.admitted != nil)
        },
        BrokerCase("the result of one model does not answer for another") { fixture in
            try await fixture.finish("A")
            let other = try await fixture.submit(fixture.submission("A", models: [Sample.otherModel]))
            #expect(other.admitted != nil)
        },
        BrokerCase("a fallback's result is stored under the model that made it") { fixture in
            try await fixture.finish("A", result: Sample.result("stand-in", model: Sample.otherModel))
            let asked = try await fixture.submit(fixture.submission("A", models: [Sample.otherModel]))
            #expect(asked.cached?.result == Sample.result("stand-in", model: Sample.otherModel))
            let primary = try await fixture.submit("A")
            #expect(primary.admitted != nil, "it does not answer for the primary")
        },
        BrokerCase("while the primary is away, its results and its fallback's answer alike") { fixture in
            try await fixture.finish("A")
            try await fixture.finish("B", result: Sample.result("stand-in", model: Sample.otherModel))
            let either = [Sample.model, Sample.otherModel]
            let first = try await fixture.submit(fixture.submission("A", models: either))
            #expect(first.cached?.result?.model == Sample.model)
            let second = try await fixture.submit(fixture.submission("B", models: either))
            #expect(second.cached?.result == Sample.result("stand-in", model: Sample.otherModel))
        },
        BrokerCase("a failure is no answer") { fixture in
            try await fixture.admit("A")
            try await fixture.end(fixture.lease(), .failed(.invalidAnswer))
            let admission = try await fixture.submit("A")
            #expect(admission.admitted != nil)
        },
    ]
}
