package import Analysis
package import Jobs
import TestSupport
package import Testing

/// What a client and a worker do, in the fewest words, each with the outcome that nearly every case expects.
extension BrokerFixture {
    /// A submission of this moment.
    package func submission(
        _ text: String, priority: Priority = .normal, principal: Principal = .anonymous,
        sharing: Submission.Sharing = .shared, models: [ModelIdentity] = [Sample.model],
        options: AnalysisOptions = AnalysisOptions(), reference: String? = nil, key: String? = nil
    ) -> Submission {
        Sample.submission(
            text, at: time.now, priority: priority, principal: principal, sharing: sharing, models: models,
            options: options, reference: reference, key: key)
    }

    /// A submission that comes with a result that another server shared, made so long ago.
    package func submission(
        _ text: String, sharing: Submission.Sharing = .shared, models: [ModelIdentity] = [Sample.model],
        shared: String,
        age: Duration = .seconds(10)
    ) -> Submission {
        let result = SharedResult(result: Sample.result(shared), madeAt: time.now - age)
        return submission(text, sharing: sharing, models: models).importing(result)
    }

    /// Submits one; answers what became of it.
    package func submit(_ submission: Submission) async throws -> Admission {
        let results = await broker.submit([submission])
        try #require(results.count == 1, "one answer for each submission")
        return try results[0].get()
    }

    package func submit(
        _ text: String, priority: Priority = .normal, principal: Principal = .anonymous,
        sharing: Submission.Sharing = .shared, key: String? = nil
    ) async throws -> Admission {
        try await submit(
            submission(text, priority: priority, principal: principal, sharing: sharing, key: key))
    }

    /// Submits new work.
    @discardableResult
    package func admit(
        _ text: String, priority: Priority = .normal, principal: Principal = .anonymous,
        sharing: Submission.Sharing = .shared, key: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> RequestID {
        let admission = try await submit(
            text, priority: priority, principal: principal, sharing: sharing, key: key)
        return try #require(admission.admitted, "new work is admitted", sourceLocation: sourceLocation).id
    }

    /// The queue as it stands.
    package func snapshot() async throws -> QueueSnapshot { try await broker.snapshot() }

    /// Starts to wait for work.
    package func startLease(jobs: Int = 1, tokens: Int = .max) -> PendingLease {
        PendingLease(broker, Demand(jobs: jobs, tokens: tokens))
    }

    /// Takes what is ready.
    package func lease(jobs: Int, tokens: Int = .max) async throws -> [Lease] {
        try await startLease(jobs: jobs, tokens: tokens).leases()
    }

    /// Takes what is ready, each job counting more than its text.
    package func lease(jobs: Int, tokens: Int, tokensPerJob: Int) async throws -> [Lease] {
        try await PendingLease(broker, Demand(jobs: jobs, tokens: tokens, tokensPerJob: tokensPerJob)).leases()
    }

    /// Takes the next job.
    package func lease(sourceLocation: SourceLocation = #_sourceLocation) async throws -> Lease {
        let leases = try await lease(jobs: 1)
        try #require(leases.count == 1, "a lease of one job", sourceLocation: sourceLocation)
        return leases[0]
    }

    /// Takes what is ready, letting time pass until something is, but no more than this.
    package func lease(jobs: Int, within limit: Duration) async throws -> [Lease] {
        let before = try await snapshot().running
        let pending = startLease(jobs: jobs)
        // No more time passes once the broker has given something: on a busy machine the lease would run out before the
        // task that waits for it goes on.
        try await pass(
            limit,
            until: {
                if pending.isOver { return true }
                return try await self.snapshot().running > before
            })
        return try await pending.leases()
    }

    /// Takes the next job, letting time pass until there is one, but no more than this.
    package func lease(within limit: Duration) async throws -> Lease {
        let leases = try await lease(jobs: 1, within: limit)
        return try #require(leases.first, "a lease holds at least one job")
    }

    /// Settles one.
    package func settle(_ lease: Lease, _ outcome: Settlement.Outcome) async throws -> Settlement.Receipt {
        let receipts = try await broker.settle([Settlement(token: lease.token, outcome: outcome)])
        try #require(receipts.count == 1, "one receipt for each settlement")
        return receipts[0]
    }

    /// Settles a held lease.
    package func end(
        _ lease: Lease, _ outcome: Settlement.Outcome = .done(Sample.result()),
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let receipt = try await settle(lease, outcome)
        #expect(receipt == .settled, "a held lease can be settled", sourceLocation: sourceLocation)
    }

    /// Hands a job back, to be worked on again now.
    package func giveBack(_ lease: Lease, burning burnsAttempt: Bool = false, packLimit: Int? = nil) async throws {
        try await end(lease, .again(time.now, burnsAttempt: burnsAttempt, packLimit: packLimit))
    }

    /// Submits a text, works on it and stores its result.
    @discardableResult
    package func finish(
        _ text: String, priority: Priority = .normal, principal: Principal = .anonymous,
        sharing: Submission.Sharing = .shared, result: StoredResult = Sample.result()
    ) async throws -> RequestID {
        let id = try await admit(text, priority: priority, principal: principal, sharing: sharing)
        try await end(lease(), .done(result))
        return id
    }

    /// The record, which must be there.
    package func record(
        _ id: RequestID, as principal: Principal = .anonymous, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> RequestRecord {
        let before = broker.recordInMemory(id, as: principal)?.record
        let lookup = try await broker.record(id, as: principal)
        let record = try #require(lookup.record, "the request is known", sourceLocation: sourceLocation)
        // Where it did not change meanwhile, and memory has the record, both are the same.
        if let before, let after = broker.recordInMemory(id, as: principal)?.record, isEqual(before, after) {
            #expect(isEqual(before, record), sourceLocation: sourceLocation)
        }
        return record
    }

    private func isEqual(_ one: RequestRecord, _ other: RequestRecord) -> Bool {
        one.reference == other.reference && one.state == other.state && one.position == other.position
            && one.startedAt == other.startedAt && one.finishedAt == other.finishedAt && one.attempts == other.attempts
            && one.result == other.result && one.failure == other.failure && one.priority == other.priority
    }

    /// Returns once the request is in this state.
    @discardableResult
    package func record(_ id: RequestID, is state: JobState) async throws -> RequestRecord {
        try await eventually("the request is \(state.name)") {
            let record = try await self.record(id)
            return record.state == state ? record : nil
        }
    }
}
