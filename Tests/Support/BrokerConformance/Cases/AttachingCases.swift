import Analysis
import Jobs
import TestSupport
import Testing

extension BrokerCase {
    static let attaching: [BrokerCase] = [
        BrokerCase("an equal text attaches to the job that waits, with a request of its own") { fixture in
            try await fixture.admit("first")
            let one = try await fixture.admit("A")
            let submission = fixture.submission("A")
            let record = try #require(try await fixture.submit(submission).attached)
            #expect(record.id == submission.id)
            #expect(record.id != one)
            #expect(record.state == .queued)
            #expect(record.position == 2, "the position is the job's")
            #expect(try await fixture.snapshot().waiting == 2)
        },
        BrokerCase("an equal text attaches to the job that runs") { fixture in
            try await fixture.admit("A")
            let lease = try await fixture.lease()
            let record = try #require(try await fixture.submit("A").attached)
            try await fixture.record(record.id, is: .processing)
            try await fixture.end(lease, .done(Sample.result("both")))
            let done = try await fixture.record(record.id)
            #expect(done.result == Sample.result("both"))
        },
        BrokerCase("an equal text attaches to the job that waits for a time") { fixture in
            try await fixture.admit("A")
            let later = fixture.time.now + .seconds(60)
            try await fixture.end(fixture.lease(), .again(later, burnsAttempt: false, packLimit: nil))
            let record = try #require(try await fixture.submit("A").attached)
            #expect(record.state == .queued)
            #expect(record.position == nil)
        },
        BrokerCase("every attached request gets the result, or the failure") { fixture in
            let done = try await fixture.admit("A")
            let alsoDone = try #require(try await fixture.submit("A").attached).id
            try await fixture.end(fixture.lease(), .done(Sample.result("shared")))
            for id in [done, alsoDone] {
                let record = try await fixture.record(id)
                #expect(record.result == Sample.result("shared"))
            }

            let failed = try await fixture.admit("B")
            let alsoFailed = try #require(try await fixture.submit("B").attached).id
            try await fixture.end(fixture.lease(), .failed(.refused))
            for id in [failed, alsoFailed] {
                let record = try await fixture.record(id)
                #expect(record.failure == .refused)
            }
        },
        BrokerCase("another principal attaches too, and each sees only its own request") { fixture in
            let (ann, bob) = (Principal("ann"), Principal("bob"))
            let first = try await fixture.admit("A", principal: ann)
            let second = try #require(try await fixture.submit("A", principal: bob).attached).id
            let unseen = try await fixture.broker.record(first, as: bob)
            #expect(unseen.record == nil, "a principal sees only its own")
            try await fixture.end(fixture.lease())
            let ofAnn = try await fixture.record(first, as: ann)
            let ofBob = try await fixture.record(second, as: bob)
            #expect(ofAnn.state == .done)
            #expect(ofBob.state == .done)
        },
        BrokerCase("the same text with other options is other work") { fixture in
            try await fixture.admit("A")
            let other = fixture.submission("A", options: AnalysisOptions(length: .short))
            let admission = try await fixture.submit(other)
            #expect(admission.admitted != nil)
            #expect(try await fixture.snapshot().waiting == 2)
        },
    ]
}
