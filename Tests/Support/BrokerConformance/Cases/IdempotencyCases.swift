import Jobs
import TestSupport
import Testing

extension BrokerCase {
    static let idempotency: [BrokerCase] = [
        BrokerCase("the same key and body answer the first request as it is now") { fixture in
            let id = try await fixture.admit("A", key: "k")
            let queued = try await fixture.submit("A", key: "k")
            #expect(queued.replayed?.id == id)
            #expect(queued.replayed?.state == .queued)
            #expect(try await fixture.snapshot().waiting == 1)

            try await fixture.end(fixture.lease(), .done(Sample.result("once")))
            let done = try await fixture.submit("A", key: "k")
            #expect(done.replayed?.id == id)
            #expect(done.replayed?.result == Sample.result("once"))
        },
        BrokerCase("the same key with another body is a mistake, and changes nothing") { fixture in
            let id = try await fixture.admit("A", key: "k")
            let other = fixture.submission("B", key: "k")
            let admission = try await fixture.submit(other)
            #expect(admission.rejection == .idempotencyKeyMismatch)
            let lookup = try await fixture.broker.record(other.id, as: .anonymous)
            #expect(lookup.record == nil)
            let again = try await fixture.submit("A", key: "k")
            #expect(again.replayed?.id == id)
        },
        BrokerCase("a key belongs to its principal") { fixture in
            try await fixture.admit("A", principal: Principal("ann"), key: "k")
            try await fixture.admit("B", principal: Principal("bob"), key: "k")
        },
        BrokerCase("a submission with a key always has a request of its own") { fixture in
            let first = try await fixture.admit("A", key: "1")
            let second = try #require(try await fixture.submit("A", key: "2").attached).id
            #expect(second != first, "attached")
            try await fixture.end(fixture.lease())
            let third = fixture.submission("A", key: "3")
            let known = try #require(try await fixture.submit(third).cached)
            #expect(known.id == third.id, "answered with a stored result")
            let again = try await fixture.submit("A", key: "3")
            #expect(again.replayed?.id == third.id)
        },
        BrokerCase("the same key many times at once makes one request") { fixture in
            let admissions = try await withThrowingTaskGroup { group in
                for _ in 0..<50 {
                    group.addTask { try await fixture.submit("A", key: "k") }
                }
                return try await group.reduce(into: [Admission]()) { $0.append($1) }
            }
            let made = admissions.compactMap(\.admitted)
            #expect(made.count == 1)
            for admission in admissions where admission.admitted == nil {
                let isReplay = admission.replayed.map { $0.id == made.first?.id } ?? false
                #expect(isReplay || admission.rejection == .idempotencyKeyInUse)
            }
            #expect(try await fixture.snapshot().waiting == 1)
        },
        BrokerCase("the same key twice in one call makes one request") { fixture in
            let admissions = try await fixture.broker.admissions(of: [
                fixture.submission("A", key: "k"), fixture.submission("A", key: "k"), fixture.submission("B", key: "k"),
            ])
            try #require(admissions.count == 3)
            let first = try #require(admissions[0].admitted)
            let isReplay = admissions[1].replayed?.id == first.id
            #expect(isReplay || admissions[1].rejection == .idempotencyKeyInUse)
            let isMistake = admissions[2].rejection == .idempotencyKeyMismatch
            #expect(isMistake || admissions[2].rejection == .idempotencyKeyInUse)
        },
        BrokerCase("a rejection stores nothing under its key", policy: .conformance(jobs: 1)) { fixture in
            let first = try await fixture.admit("A")
            let rejected = fixture.submission("B", key: "k")
            let full = try await fixture.submit(rejected)
            #expect(full.rejection != nil)
            let lookup = try await fixture.broker.record(rejected.id, as: .anonymous)
            #expect(lookup.record == nil)
            _ = try await fixture.broker.cancel(first, as: .anonymous)
            try await fixture.admit("C", key: "k")
        },
        BrokerCase("a replay needs no room", policy: .conformance(jobs: 1)) { fixture in
            let id = try await fixture.admit("A", key: "k")
            try await fixture.broker.setPaused(true)
            let again = try await fixture.submit("A", key: "k")
            #expect(again.replayed?.id == id)
        },
        BrokerCase("a key is gone with its request") { fixture in
            try await fixture.admit("A", key: "k")
            try await fixture.end(fixture.lease())
            try await fixture.time.jump(to: fixture.time.now + fixture.policy.resultRetention + .seconds(1))
            try await fixture.pass(fixture.policy.leaseTerm)
            try await fixture.admit("B", key: "k")
        },
        BrokerCase("a key answers its cancelled or failed request as it is") { fixture in
            let cancelled = try await fixture.admit("A", key: "1")
            _ = try await fixture.broker.cancel(cancelled, as: .anonymous)
            let first = try await fixture.submit("A", key: "1")
            #expect(first.replayed?.state == .cancelled)
            try await fixture.admit("B", key: "2")
            try await fixture.end(fixture.lease(), .failed(.refused))
            let second = try await fixture.submit("B", key: "2")
            #expect(second.replayed?.failure == .refused)
        },
    ]
}
