/// One accepted call for work, as the broker gets it: canonical, checked, fingerprinted.
///
/// Immutable, and by reference, since it changes hands often on its way to the disk and has a dozen parts.
package final class Submission: Sendable {
    /// What a submission allows the cache and other submissions to do (docs/queue.md, "Submitting").
    package enum Sharing: UInt8, Sendable {
        /// Reads stored answers, attaches to equal work, and others do so to it.
        case shared = 0
        /// `no-cache`: works afresh; its result replaces the stored one.
        case fresh = 1
        /// `no-store`: may read a stored answer; its own stays with its request.
        case unstored = 2
        /// `no-cache` and `no-store`: works afresh, and its own answer stays with its request.
        case isolated = 3

        /// Whether a stored answer will do.
        package var readsAnswers: Bool { self == .shared || self == .unstored }

        /// Whether its answer is stored for others.
        package var storesAnswer: Bool { self == .shared || self == .fresh }

        /// What of this still matters to a job that has been admitted: stored answers are looked for only before.
        package var onceAdmitted: Sharing { self == .isolated ? .unstored : self }
    }

    package let id: RequestID
    package let principal: Principal
    package let fingerprint: Fingerprint
    /// Whose stored answers would do.
    package let models: [ModelIdentity]
    package let payload: Payload
    package let priority: Priority
    package let sharing: Sharing
    /// The client's own name for the request, echoed everywhere.
    package let reference: String?
    package let idempotency: IdempotencyKey?
    /// What a cache that servers share says to this fingerprint: the answer where the broker has none of its own.
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

    /// The same with what a shared cache says.
    package func importing(_ shared: SharedResult) -> Submission {
        Submission(
            id: id, principal: principal, fingerprint: fingerprint, models: models, payload: payload,
            priority: priority, sharing: sharing, reference: reference, idempotency: idempotency, shared: shared)
    }
}

/// A client's own key for one submission, with a digest of the body it came with.
package struct IdempotencyKey: Hashable, Sendable {
    package let key: String
    /// SHA-256 of what was submitted: the same key with another body is a mistake.
    package let body: [UInt8]

    package init(key: String, body: [UInt8]) {
        self.key = key
        self.body = body
    }
}

/// Who submits and follows: the name of an API key, or `anonymous` where no keys are configured.
package struct Principal: Hashable, Sendable {
    package let name: String

    package init(_ name: String) {
        self.name = name
    }

    /// Everybody, while no keys are configured: no keys is one key.
    package static let anonymous = Principal("")
}
