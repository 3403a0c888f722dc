import Jobs
import TestSupport
import Testing

extension BrokerCase {
    static let submitting: [BrokerCase] = [
        BrokerCase("a new text is admitted under its own id, queued, at position 1") { fixture in
            let submission = fixture.submission("A", priority: .high, reference: "mine")
            let record = try #require(try await fixture.submit(submission).admitted)
            #expect(record.id == submission.id)
            #expect(record.state == .queued)
            #expect(record.position == 1)
            #expect(record.priority == .high)
            #expect(record.reference == "mine", "the client's own name for the request is echoed")
        },
        BrokerCase("a broker that takes work says that it can write") { fixture in
            let queue = try await fixture.snapshot()
            #expect(queue.isWritable)
        },
        BrokerCase("what was accepted can be asked for at once") { fixture in
            let id = try await fixture.admit("A")
            let record = try await fixture.record(id)
            #expect(record.id == id)
            #expect(record.state == .queued)
        },
        BrokerCase("answers come in the order of the submissions, equal ones in one call share a job") { fixture in
            let submissions = ["A", "B", "A"].map { fixture.submission($0) }
            let admissions = try await fixture.broker.admissions(of: submissions)
            try #require(admissions.count == 3)
            #expect(admissions[0].admitted?.id == submissions[0].id)
            #expect(admissions[1].admitted?.id == submissions[1].id)
            #expect(admissions[2].attached?.id == submissions[2].id)
        },
        BrokerCase("nothing submitted is nothing answered") { fixture in
            let admissions = try await fixture.broker.admissions(of: [])
            #expect(admissions.isEmpty)
        },
        BrokerCase("equal submissions at the same time are one job, each with its own request") { fixture in
            let submissions = (0..<300).map { _ in fixture.submission("the same text") }
            let admissions = try await submitAtOnce(submissions, fixture)
            #expect(admissions.count { $0.admitted != nil } == 1, "one is admitted")
            #expect(admissions.count { $0.attached != nil } == 299, "the others attach to it")
            #expect(try await fixture.snapshot().waiting == 1)

            try await fixture.end(fixture.lease())
            for submission in submissions {
                let record = try await fixture.record(submission.id)
                #expect(record.state == .done, "one result answers every request")
            }
        },
        BrokerCase("different submissions at the same time are all admitted") { fixture in
            let submissions = (0..<200).map { fixture.submission("text \($0)") }
            let admissions = try await submitAtOnce(submissions, fixture)
            #expect(admissions.count { $0.admitted != nil } == 200)
            let leases = try await fixture.lease(jobs: 200)
            #expect(Set(leases.texts).count == 200)
        },
        BrokerCase("a submission is not undone by its client going away") { fixture in
            let submission = fixture.submission("A")
            // A task that can be cancelled; awaited below.
            let abandoned = Task { [broker = fixture.broker] in
                withUnsafeCurrentTask { $0?.cancel() }
                return try await broker.submit(submission)
            }
            let admission = try await abandoned.value
            #expect(admission.admitted?.id == submission.id)
            let lease = try await fixture.lease()
            #expect(lease.text == "A", "the job runs")
        },
    ]

    private static func submitAtOnce(
        _ submissions: [Submission], _ fixture: BrokerFixture
    ) async throws -> [Admission] {
        try await withThrowingTaskGroup { group in
            for submission in submissions {
                group.addTask { try await fixture.submit(submission) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}
