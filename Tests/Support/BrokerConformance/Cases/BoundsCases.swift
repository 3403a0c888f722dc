import Jobs
import TestSupport
import Testing

extension BrokerCase {
    static let bounds: [BrokerCase] = [
        BrokerCase("no more unfinished jobs than the bound", policy: .conformance(jobs: 3)) { fixture in
            for text in ["A", "B", "C"] { try await fixture.admit(text) }
            let submission = fixture.submission("D")
            let admission = try await fixture.submit(submission)
            guard case .full(_, let depth, let limit) = admission.rejection else {
                Issue.record("a fourth job is turned away")
                return
            }
            #expect(depth == 3)
            #expect(limit == 3)
            let lookup = try await fixture.broker.record(submission.id, as: .anonymous)
            #expect(lookup.record == nil, "a rejection stores nothing")
        },
        BrokerCase("jobs that run or wait for a time count", policy: .conformance(jobs: 2)) { fixture in
            try await fixture.admit("A")
            try await fixture.admit("B")
            let later = fixture.time.now + .seconds(100)
            try await fixture.end(fixture.lease(), .again(later, burnsAttempt: false, packLimit: nil))
            _ = try await fixture.lease()
            let admission = try await fixture.submit("C")
            #expect(admission.rejection != nil)
        },
        BrokerCase("a job that ends makes room, however it ends", policy: .conformance(jobs: 1)) { fixture in
            try await fixture.finish("done")
            try await fixture.admit("failed")
            try await fixture.end(fixture.lease(), .failed(.refused))
            let cancelled = try await fixture.admit("cancelled")
            _ = try await fixture.broker.cancel(cancelled, as: .anonymous)
            try await fixture.admit("next")
        },
        BrokerCase(
            "no more canonical bytes than the bound, 512 more for each job",
            policy: .conformance(bytes: 3 * (100 + Bounds.overhead))
        ) { fixture in
            for letter in ["a", "b", "c"] {
                try await fixture.admit(String(repeating: letter, count: 100))
            }
            let depth = try await fixture.snapshot()
            #expect(depth.bytes == 3 * (100 + Bounds.overhead))
            #expect(depth.bytesLimit == 3 * (100 + Bounds.overhead))
            let admission = try await fixture.submit("d")
            #expect(admission.rejection != nil)
            try await fixture.end(fixture.lease())
            let longer = try await fixture.submit(String(repeating: "d", count: 101))
            #expect(longer.rejection != nil, "one byte too many")
            try await fixture.admit(String(repeating: "d", count: 100))
        },
        BrokerCase(
            "no more unfinished requests than the bound", policy: .conformance(jobs: 10, requests: 3)
        ) { fixture in
            try await fixture.admit("A")
            let second = try #require(try await fixture.submit("A").attached).id
            try await fixture.admit("B")
            let attaching = try await fixture.submit("A")
            #expect(attaching.rejection != nil, "attaching counts")
            let new = try await fixture.submit("C")
            #expect(new.rejection != nil)
            _ = try await fixture.broker.cancel(second, as: .anonymous)
            try await fixture.admit("C")
        },
        BrokerCase("attaching works when the queue is full", policy: .conformance(jobs: 1)) { fixture in
            try await fixture.admit("A")
            let attached = try await fixture.submit("A")
            #expect(attached.attached != nil)
        },
        BrokerCase("stored results answer when full, paused or stopped", policy: .conformance(jobs: 1)) { fixture in
            try await fixture.finish("A")
            try await fixture.admit("B")
            try await fixture.broker.setPaused(true)
            fixture.forecast.change { $0 = .stopped }
            let mine = try await fixture.submit("A")
            #expect(mine.cached != nil)
            let other = try await fixture.submit("A", principal: Principal("bob"))
            #expect(other.cached != nil, "a finished request can be made")
        },
        BrokerCase("a call that goes beyond the bound is filled up to it", policy: .conformance(jobs: 2)) { fixture in
            let admissions = try await fixture.broker.admissions(
                of: ["A", "B", "C", "A"].map { fixture.submission($0) })
            try #require(admissions.count == 4)
            #expect(admissions[0].admitted != nil)
            #expect(admissions[1].admitted != nil)
            #expect(admissions[2].rejection != nil)
            #expect(admissions[3].attached != nil, "a rejection does not spoil its neighbours")
        },
        BrokerCase("many at once do not exceed the bound", policy: .conformance(jobs: 10)) { fixture in
            let admissions = try await withThrowingTaskGroup { group in
                for number in 0..<100 {
                    group.addTask { try await fixture.submit("text \(number)") }
                }
                return try await group.reduce(into: [Admission]()) { $0.append($1) }
            }
            #expect(admissions.count { $0.admitted != nil } == 10)
            #expect(admissions.count { $0.rejection != nil } == 90)
            #expect(try await fixture.snapshot().waiting == 10)
        },
        BrokerCase("the depth counts what waits, what runs, and the oldest age") { fixture in
            try await fixture.admit("A")
            fixture.time.advance(by: .seconds(2))
            try await fixture.admit("B")
            fixture.time.advance(by: .seconds(5))
            try await fixture.admit("C")
            _ = try await fixture.lease()
            let later = fixture.time.now + .seconds(100)
            try await fixture.end(fixture.lease(), .again(later, burnsAttempt: false, packLimit: nil))
            fixture.time.advance(by: .seconds(10))
            let depth = try await fixture.snapshot()
            #expect(depth.waiting == 2, "jobs that wait for a time wait")
            #expect(depth.running == 1)
            #expect(depth.limit == fixture.policy.bounds.jobs)
            let age = try #require(depth.oldestAge)
            #expect(age >= .seconds(15), "the oldest that waits was submitted 15 s ago")
            #expect(age < .seconds(17))
        },
    ]
}
