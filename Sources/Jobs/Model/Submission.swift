/// One call for work, as the broker gets it: canonical, checked, fingerprinted.
///
/// Immutable, and a class, because it is passed on many times on its way to the disk and has a dozen fields.
package final class Submission: Sendable {
    /// What a submission allows the cache and other submissions to do (docs/queue.md, "Submitting").
    package enum Sharing: UInt8, Sendable {
        /// Reads stored answers, attaches to equal work, and lets equal work attach to it.
        case shared = 0
        /// `no-cache`: computes a new result, which replaces the stored one.
        case fresh = 1
        /// `no-store`: may read a stored answer; its own result stays with its request.
        case unstored = 2
        /// `no-cache` and `no-store`: computes a new result, which stays with its request.
        case isolated = 3

        /// Whether a stored answer is acceptable.
        package var readsAnswers: Bool { self == .shared || self == .unstored }

        /// Whether its answer is stored for others.
        package var storesAnswer: Bool { self == .shared || self == .fresh }

        /// What still matters once a job is admitted: stored answers are looked up only before that.
        package var onceAdmitted: Sharing { self == .isolated ? .unstored : self }
    }

    package let id: RequestID
    package let principal: Principal
    package let fingerprint: Fingerprint
    /// The models whose stored answers are acceptable.
    package let models: [ModelIdentity]
    package let payload: Payload
    package let priority: Priority
    package let sharing: Sharing
    /// The client's own name for the request, echoed in every response about it.
    package let reference: String?
    package let idempotency: IdempotencyKey?
    /// The result that a cache shared between servers has for this fingerprint. It is the answer if the broker has none
    /// of its own.
    package let shared: SharedResult?

    package init(
        id: RequestID, principal: Principal, fingerprint: Fingerprint, models: [ModelIdentity], payload: Payload,
        priority: Priority = .normal, sharing: Sharing = .shared, reference: String? = nil,
        idempotency: IdempotencyKey? = nil, shared: SharedResult? = nil
    ) {
        self.id = id
        self.principal = principal
        self.fingerprint = fingerprint
        self.models = models
        self.payload = payload
        self.priority = priority
        self.sharing = sharing
        self.reference = reference
        self.idempotency = idempotency
        self.shared = shared
    }

    /// The same submission, with the result from a shared cache.
    package func importing(_ shared: SharedResult) -> Submission {
        Submission(
            id: id, principal: principal, fingerprint: fingerprint, models: models, payload: payload,
            priority: priority, sharing: sharing, reference: reference, idempotency: idempotency, shared: shared)
    }
}

/// A client's own key for one submission, with a digest of the body it came with.
package struct IdempotencyKey: Hashable, Sendable {
    package let key: String
    /// SHA-256 of what was submitted: the same key with another body is an error.
    package let body: [UInt8]

    package init(key: String, body: [UInt8]) {
        self.key = key
        self.body = body
    }
}

/// The owner of requests: the name of an API key, or `anonymous` if no keys are configured.
package struct Principal: Hashable, Sendable {
    package let name: String

    package init(_ name: String) {
        self.name = name
    }

    /// Every client, as long as no keys are configured.
    package static let anonymous = Principal("")
}
