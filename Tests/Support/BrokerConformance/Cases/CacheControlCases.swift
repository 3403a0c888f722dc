import Jobs
import TestSupport
import Testing

extension BrokerCase {
    static let cacheControl: [BrokerCase] = [
        BrokerCase("no-cache does not read a stored result") { fixture in
            try await fixture.finish("A")
            let admission = try await fixture.submit("A", sharing: .fresh)
            #expect(admission.admitted != nil)
        },
        BrokerCase("no-cache neither attaches nor is attached to") { fixture in
            for sharing in [Submission.Sharing.shared, .fresh, .fresh] {
                let admission = try await fixture.submit("A", sharing: sharing)
                #expect(admission.admitted != nil, "it does not attach")
            }
            try await fixture.admit("B", sharing: .fresh)
            let admission = try await fixture.submit("B")
            #expect(admission.admitted != nil, "it is not attached to")
            #expect(try await fixture.snapshot().waiting == 5)
        },
        BrokerCase("the result of no-cache replaces the stored one, for everybody") { fixture in
            let (ann, bob) = (Principal("ann"), Principal("bob"))
            try await fixture.finish("A", principal: ann, result: Sample.result("old"))
            let old = try await fixture.submit("A", principal: bob)
            #expect(old.cached?.result == Sample.result("old"))

            let id = try await fixture.finish("A", principal: ann, sharing: .fresh, result: Sample.result("new"))
            let ofAnn = try #require(try await fixture.submit("A", principal: ann).cached)
            #expect(ofAnn.id == id, "the newest finished request is carried")
            #expect(ofAnn.result == Sample.result("new"))
            let ofBob = try #require(try await fixture.submit("A", principal: bob).cached)
            #expect(ofBob.result == Sample.result("new"), "a request with the old result does not carry the new one")
        },
        BrokerCase("a finished request keeps the result it got when a newer one replaces it") { fixture in
            let id = try await fixture.finish("A", result: Sample.result("old"))
            try await fixture.finish("A", sharing: .fresh, result: Sample.result("new"))
            let record = try await fixture.record(id)
            #expect(record.result == Sample.result("old"))
        },
        BrokerCase("no-store may read a stored result") { fixture in
            try await fixture.finish("A", result: Sample.result("known"))
            let admission = try await fixture.submit("A", sharing: .unstored)
            #expect(admission.cached?.result == Sample.result("known"))
        },
        BrokerCase("no-store neither attaches nor is attached to") { fixture in
            for sharing in [Submission.Sharing.shared, .unstored, .unstored] {
                let admission = try await fixture.submit("A", sharing: sharing)
                #expect(admission.admitted != nil, "it does not attach")
            }
            try await fixture.admit("B", sharing: .unstored)
            let admission = try await fixture.submit("B")
            #expect(admission.admitted != nil, "it is not attached to")
        },
        BrokerCase("the result of no-store stays with its request") { fixture in
            let id = try await fixture.finish("A", sharing: .unstored, result: Sample.result("mine"))
            let record = try await fixture.record(id)
            #expect(record.result == Sample.result("mine"), "its record lives")
            let admission = try await fixture.submit("A")
            #expect(admission.admitted != nil, "it answers nobody")
        },
        BrokerCase("the result of no-store does not replace a stored one") { fixture in
            try await fixture.admit("A", sharing: .unstored)
            try await fixture.admit("A")
            let leases = try await fixture.lease(jobs: 2)
            try #require(leases.count == 2)
            try await fixture.end(leases[1], .done(Sample.result("stored")))
            try await fixture.end(leases[0], .done(Sample.result("mine")))
            let admission = try await fixture.submit("A")
            #expect(admission.cached?.result == Sample.result("stored"))
        },
        BrokerCase("no-cache with no-store neither reads nor attaches, and its result stays with its request") {
            fixture in
            try await fixture.finish("A", result: Sample.result("stored"))
            let importable = fixture.submission("B", sharing: .isolated, shared: "theirs")
            try #require(try await fixture.submit(importable).admitted != nil, "a shared result is not read")
            try await fixture.admit("B")
            let id = try await fixture.admit("A", sharing: .isolated)
            try await fixture.admit("A", sharing: .isolated)
            let known = try await fixture.submit("A")
            #expect(known.cached?.result == Sample.result("stored"))
            let leases = try await fixture.lease(jobs: 4)
            try #require(leases.count == 4)
            for lease in leases { try await fixture.end(lease, .done(Sample.result("mine"))) }
            let record = try await fixture.record(id)
            #expect(record.result == Sample.result("mine"))
            let after = try await fixture.submit("A")
            #expect(after.cached?.result == Sample.result("stored"), "it replaces nothing")
        },
    ]
}
