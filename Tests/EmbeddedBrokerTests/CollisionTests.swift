import Analysis
import BrokerConformance
import Jobs
import TestSupport
import Testing

@testable import EmbeddedBroker

/// Memory knows fingerprints by their first 64 bits: work that shares them is other work all the same.
@Suite struct CollisionTests {
    /// A submission of a text whose fingerprint is its own but for the first eight bytes.
    private func submission(_ text: String, at time: Timestamp, sharing: Submission.Sharing = .shared) throws
        -> Submission
    {
        let document = Document(text: text)
        let bytes = [UInt8](repeating: 7, count: 8) + Sample.fingerprint(of: document).bytes.suffix(24)
        return Submission(
            id: Sample.id(at: time), principal: .anonymous, fingerprint: try #require(Fingerprint(bytes: bytes)),
            models: [Sample.model], payload: AnalysisWork(document).payload, sharing: sharing)
    }

    private func with(_ body: (BrokerFixture) async throws -> Void) async throws {
        try await BrokerFixture.with(EmbeddedBrokerConformance.factory) { try await body($0) }
    }

    /// Works on everything that waits; each text gets a result of its own.
    private func work(_ fixture: BrokerFixture, jobs: Int) async throws {
        for _ in 0..<jobs {
            let lease = try await fixture.lease()
            try await fixture.end(lease, .done(Sample.result(lease.text)))
        }
    }

    private func expect(_ id: RequestID, hasResultOf text: String, _ fixture: BrokerFixture) async throws {
        #expect(try await fixture.record(id).result == Sample.result(text))
    }

    @Test("in flight they are two jobs with their own results")
    func inFlight() async throws {
        try await with { fixture in
            let one = try #require(try await fixture.submit(submission("one", at: fixture.time.now)).admitted)
            let two = try #require(try await fixture.submit(submission("two", at: fixture.time.now)).admitted)
            #expect(try await fixture.snapshot().waiting == 2)
            #expect(try await fixture.submit(submission("one", at: fixture.time.now)).attached != nil)
            try await work(fixture, jobs: 2)
            try await expect(one.id, hasResultOf: "one", fixture)
            try await expect(two.id, hasResultOf: "two", fixture)
        }
    }

    @Test("a stored answer of one is no answer for the other", arguments: [false, true])
    func stored(afterRestart: Bool) async throws {
        try await with { fixture in
            let one = try #require(try await fixture.submit(submission("one", at: fixture.time.now)).admitted)
            try await work(fixture, jobs: 1)
            if afterRestart { try await fixture.restart() }
            let two = try #require(try await fixture.submit(submission("two", at: fixture.time.now)).admitted)
            try await work(fixture, jobs: 1)
            try await expect(one.id, hasResultOf: "one", fixture)
            try await expect(two.id, hasResultOf: "two", fixture)
            let known = try #require(try await fixture.submit(submission("two", at: fixture.time.now)).cached)
            #expect(known.result == Sample.result("two"))
            let again = try await fixture.submit(submission("one", at: fixture.time.now))
            #expect(again.cached == nil || again.cached?.result == Sample.result("one"))
        }
    }

    @Test("many at once end each with the result of its own text")
    func manyAtOnce() async throws {
        try await with { fixture in
            let texts = (0..<60).map { "text \($0 % 3)" }
            let submissions = try texts.map { try submission($0, at: fixture.time.now) }
            let admissions = try await fixture.broker.admissions(of: submissions)
            #expect(admissions.allSatisfy { $0.admitted != nil || $0.attached != nil })
            let jobs = try await fixture.snapshot().waiting
            #expect(jobs >= 3)
            try await work(fixture, jobs: jobs)
            for (submission, text) in zip(submissions, texts) {
                try await expect(submission.id, hasResultOf: text, fixture)
            }
        }
    }

    @Test("both survive a restart, and cancelling one leaves the other")
    func restart() async throws {
        try await with { fixture in
            let one = try #require(try await fixture.submit(submission("one", at: fixture.time.now)).admitted)
            let two = try #require(try await fixture.submit(submission("two", at: fixture.time.now)).admitted)
            try await fixture.crash()
            #expect(try await fixture.snapshot().waiting == 2)
            _ = try await fixture.broker.cancel(one.id, as: .anonymous)
            try await work(fixture, jobs: 1)
            try await expect(two.id, hasResultOf: "two", fixture)
            #expect(try await fixture.record(one.id).state == .cancelled)
        }
    }
}
