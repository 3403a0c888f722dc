/// Results that several servers share, beside the broker's own. The cache is not authoritative: a lost entry only costs
/// a call.
package protocol ResultCache: Sendable {
    /// A verified result for this fingerprint that is younger than the answer retention; nil if there is none, or the
    /// cache is slow, unreachable or broken. Always returns soon.
    func find(_ fingerprint: Fingerprint, at now: Timestamp) async -> SharedResult?

    /// Stores a result for other servers. It is lost if the cache is unreachable.
    func keep(_ result: SharedResult, to fingerprint: Fingerprint, at now: Timestamp) async
}

/// A result as servers share it.
package struct SharedResult: Hashable, Sendable {
    package let result: StoredResult
    /// When the provider made it. Its age counts from then, wherever it is stored.
    package let madeAt: Timestamp

    package init(result: StoredResult, madeAt: Timestamp) {
        self.result = result
        self.madeAt = madeAt
    }
}
