package import Analysis
package import Jobs
package import Telemetry

/// Takes work, whatever door it comes through: fingerprint, caches, broker, waiting. It knows no HTTP.
package final class SubmissionService: Sendable {
    /// Work in canonical form, and what its sender allows.
    package struct Call: Sendable {
        package let work: AnalysisWork
        package let principal: Principal
        package let priority: Priority
        package let sharing: Submission.Sharing
        /// The sender's own name for the request.
        package let reference: String?
        package let idempotency: IdempotencyKey?

        package init(
            _ work: AnalysisWork, principal: Principal, priority: Priority = .normal,
            sharing: Submission.Sharing = .shared, reference: String? = nil, idempotency: IdempotencyKey? = nil
        ) {
            self.work = work
            self.principal = principal
            self.priority = priority
            self.sharing = sharing
            self.reference = reference
            self.idempotency = idempotency
        }

        /// Its request is the caller's by name, so no other request answers for it.
        var isNamed: Bool { idempotency != nil || reference != nil }
    }

    /// What became of a call.
    package enum Outcome: Sendable {
        /// Answered from a cache: the status document as it is sent.
        case cached([UInt8])
        /// A request of the caller's own, finished if the wait was long enough.
        case request(RequestRecord, Way)
        case rejected(Rejection)
    }

    /// How a request came by its job.
    package enum Way: Sendable {
        case admitted
        /// Joined the job in flight with the same work.
        case attached
        /// An earlier call with the same idempotency key made the request.
        case replayed
    }

    private let broker: any Broker
    private let caches: Caches
    private let profile: AnalysisProfile
    private let models: @Sendable () -> [ModelIdentity]
    private let statuses: StatusService
    private let figures: Figures
    private let time: any TimeSource
    private let random: RandomNumbers

    /// What is asked before the broker is.
    package struct Caches: Sendable {
        let memory: any AnswerCache
        let shared: (any ResultCache)?
        let invalidator: CacheInvalidator
        /// How long a stored result answers.
        let retention: Duration

        /// - Parameter shared: where results are shared with other servers.
        package init(
            memory: any AnswerCache, shared: (any ResultCache)?, invalidator: CacheInvalidator, retention: Duration
        ) {
            self.memory = memory
            self.shared = shared
            self.invalidator = invalidator
            self.retention = retention
        }
    }

    /// - Parameters:
    ///   - profile: of the usual provider.
    ///   - models: whose answers would do now: the usual provider's, and those of its fallbacks while it is away.
    package init(
        broker: any Broker, caches: Caches, profile: AnalysisProfile,
        models: @escaping @Sendable () -> [ModelIdentity], statuses: StatusService, figures: Figures,
        time: any TimeSource, random: RandomNumbers
    ) {
        self.broker = broker
        self.caches = caches
        self.profile = profile
        self.models = models
        self.statuses = statuses
        self.figures = figures
        self.time = time
        self.random = random
    }

    /// What makes the call the same work as others.
    package func fingerprint(of call: Call) -> Fingerprint {
        profile.fingerprint(of: call.work.document, options: call.work.options)
    }

    /// A ready answer from memory: no write, no encoding.
    package func inMemory(_ call: Call, _ fingerprint: Fingerprint) -> [UInt8]? {
        guard call.sharing.readsAnswers, !call.isNamed,
            let answer = caches.memory.find(fingerprint, for: call.principal, at: time.now)
        else { return nil }
        figures.add(to: .accepted, .completed, .hitsMemory)
        return answer.document
    }

    /// Answers from the tiers behind memory, or submits. Not undone by its caller going away.
    /// - Parameter limit: how long to wait for the end of the request; zero for not at all.
    package func submit(
        _ call: Call, _ fingerprint: Fingerprint, waiting limit: Duration, for caller: any Caller
    ) async throws(BrokerError) -> Outcome {
        let version = caches.memory.version
        switch try await admit(submission(call, fingerprint)) {
        case .admitted(let record): return .request(try await end(of: record, call, limit, caller), .admitted)
        case .attached(let record): return .request(try await end(of: record, call, limit, caller), .attached)
        case .replayed(let record): return .request(try await end(of: record, call, limit, caller), .replayed)
        case .known(let record), .adopted(let record):
            return .cached(document(record, call, fingerprint, version))
        case .rejected(let rejection): return .rejected(rejection)
        }
    }

    /// The call as the broker gets it, under a new id.
    private func submission(_ call: Call, _ fingerprint: Fingerprint) -> Submission {
        var generator = RandomNumbers.Generator(numbers: random)
        return Submission(
            id: RequestID(at: time.now, using: &generator), principal: call.principal, fingerprint: fingerprint,
            models: models(), payload: call.work.payload, priority: call.priority, sharing: call.sharing,
            reference: call.reference, idempotency: call.idempotency)
    }

    private func admit(_ submission: Submission) async throws(BrokerError) -> Admission {
        var submission = submission
        if submission.sharing.readsAnswers, let cache = caches.shared,
            let result = await cache.find(submission.fingerprint, at: time.now)
        {
            submission = submission.known(as: result)
        }
        caches.invalidator.expect(submission)
        do throws(BrokerError) {
            let admission = try await broker.submit(submission)
            if case .admitted = admission { return admission }
            caches.invalidator.cancel(submission)
            return admission
        } catch {
            caches.invalidator.cancel(submission)
            throw error
        }
    }

    private func end(
        of record: RequestRecord, _ call: Call, _ limit: Duration, _ caller: any Caller
    ) async throws(BrokerError) -> RequestRecord {
        guard limit > .zero, !record.state.isFinal else { return record }
        let lookup = try await statuses.lookUp(record.id, as: call.principal, waiting: limit, for: caller)
        return lookup.record ?? record
    }

    /// The document of a stored answer, kept in memory for the next call.
    /// - Parameter version: of the memory cache before the answer was read: a newer result may have taken its place.
    private func document(
        _ record: RequestRecord, _ call: Call, _ fingerprint: Fingerprint, _ version: Int
    ) -> [UInt8] {
        let document = statuses.render(record, true)
        // A fallback's answer is for as long as the provider is away: whether it is, the broker's look-up says.
        let isOwn = record.result?.model == profile.model
        if isOwn, let finishedAt = record.finishedAt, !call.isNamed {
            let goodUntil = min(
                finishedAt + statuses.retention / 2, (record.resultMadeAt ?? finishedAt) + caches.retention)
            let answer = CachedAnswer(request: record.id, document: document, goodUntil: goodUntil)
            caches.memory.keep(answer, to: fingerprint, for: call.principal, at: time.now, ifStill: version)
        }
        return document
    }
}
