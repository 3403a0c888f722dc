package import Analysis
package import Jobs
package import Telemetry

/// Accepts work from every API: fingerprint, caches, broker, waiting. It knows no HTTP.
package final class SubmissionService: Sendable {
    /// Work in canonical form, and how its sender wants it done.
    package struct Call: Sendable {
        package let work: any Work
        package let principal: Principal
        package let priority: Priority
        package let sharing: Submission.Sharing
        /// The sender's own name for the request.
        package let reference: String?
        package let idempotency: IdempotencyKey?

        package init(
            _ work: some Work, principal: Principal, priority: Priority = .normal,
            sharing: Submission.Sharing = .shared, reference: String? = nil, idempotency: IdempotencyKey? = nil
        ) {
            self.work = work
            self.principal = principal
            self.priority = priority
            self.sharing = sharing
            self.reference = reference
            self.idempotency = idempotency
        }

        /// Whether the caller named its request, so that no other request may stand in for it.
        var isNamed: Bool { idempotency != nil || reference != nil }
    }

    /// The result of a call.
    package enum Outcome: Sendable {
        /// The status document as it is sent, from a cache.
        case cached([UInt8])
        /// A request of the caller's own, finished if the wait was long enough.
        case request(RequestRecord, RequestKind)
        case rejected(Rejection)
    }

    /// How a request got its job.
    package enum RequestKind: Sendable {
        case admitted
        /// Joined a job in flight with the same work.
        case attached
        /// An earlier call with the same idempotency key made the request.
        case replayed
    }

    private let broker: any Broker
    private let caches: Caches
    private let profile: AnalysisProfile
    private let models: @Sendable () -> [ModelIdentity]
    private let statuses: StatusService
    private let metrics: Metrics
    private let time: any TimeSource
    private let random: RandomNumbers

    /// The caches that are consulted before the broker.
    package struct Caches: Sendable {
        let memory: any AnswerCache
        let shared: (any ResultCache)?
        /// How long a stored result may be used.
        let retention: Duration

        /// - Parameter shared: the cache shared with other servers, if there is one.
        package init(memory: any AnswerCache, shared: (any ResultCache)?, retention: Duration) {
            self.memory = memory
            self.shared = shared
            self.retention = retention
        }
    }

    /// - Parameters:
    ///   - profile: the profile of the primary provider.
    ///   - models: whose results may be used now: the primary provider's, and its fallbacks' while it is unavailable.
    package init(
        broker: any Broker, caches: Caches, profile: AnalysisProfile,
        models: @escaping @Sendable () -> [ModelIdentity], statuses: StatusService, metrics: Metrics,
        time: any TimeSource, random: RandomNumbers
    ) {
        self.broker = broker
        self.caches = caches
        self.profile = profile
        self.models = models
        self.statuses = statuses
        self.metrics = metrics
        self.time = time
        self.random = random
    }

    /// Equal for calls with the same work.
    package func fingerprint(of call: Call) -> Fingerprint {
        call.work.fingerprint(by: profile)
    }

    /// The status document of a finished request for the same work, if it is in memory. Costs no write and no encoding.
    package func cachedDocument(for call: Call, _ fingerprint: Fingerprint) -> [UInt8]? {
        guard call.sharing.readsAnswers, !call.isNamed,
            let answer = caches.memory.find(fingerprint, for: call.principal, at: time.now)
        else { return nil }
        metrics.add(to: .accepted, .completed, .hitsMemory)
        return answer.document
    }

    /// Consults the shared cache, then submits. Not undone if the caller leaves.
    /// - Parameter limit: how long to wait for the request to finish; zero for not at all.
    package func submit(
        _ call: Call, _ fingerprint: Fingerprint, waiting limit: Duration, for caller: any Caller
    ) async throws(BrokerError) -> Outcome {
        let version = caches.memory.version
        switch try await admit(submission(call, fingerprint)) {
        case .admitted(let record): return .request(try await awaitEnd(of: record, call, limit, caller), .admitted)
        case .attached(let record): return .request(try await awaitEnd(of: record, call, limit, caller), .attached)
        case .replayed(let record): return .request(try await awaitEnd(of: record, call, limit, caller), .replayed)
        case .cached(let record), .imported(let record):
            return .cached(document(record, call, fingerprint, version))
        case .rejected(let rejection): return .rejected(rejection)
        }
    }

    /// The call as the broker takes it, with a new id.
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
            submission = submission.importing(result)
        }
        return try await broker.submit(submission)
    }

    private func awaitEnd(
        of record: RequestRecord, _ call: Call, _ limit: Duration, _ caller: any Caller
    ) async throws(BrokerError) -> RequestRecord {
        guard limit > .zero, !record.state.isFinal else { return record }
        let lookup = try await statuses.lookUp(record.id, as: call.principal, waiting: limit, for: caller)
        return lookup.record ?? record
    }

    /// Renders the document of a stored answer, and keeps it in memory for the next call.
    /// - Parameter version: the memory cache's version before the answer was read. A newer result may have replaced the
    ///   answer since then.
    private func document(
        _ record: RequestRecord, _ call: Call, _ fingerprint: Fingerprint, _ version: Int
    ) -> [UInt8] {
        let document = statuses.render(record, true)
        // A fallback's answer is not cached: it is valid only while the primary provider is unavailable.
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
