/// Results that several servers share, in front of the broker's own. Never the truth: what it loses only costs a call.
package protocol ResultCache: Sendable {
    /// A verified result for this fingerprint that is younger than the answer retention; nil when there is none, or the
    /// cache is slow, away or broken. Answers soon, whatever happens.
    func find(_ fingerprint: Fingerprint, at now: Timestamp) async -> SharedResult?

    /// Keeps a result for others. Loses it when the cache is away.
    func keep(_ result: SharedResult, to fingerprint: Fingerprint, at now: Timestamp) async
}

/// A result as servers share it.
package struct SharedResult: Hashable, Sendable {
    package let result: StoredResult
    /// When the provider made it: its age counts from here, wherever it is kept.
    package let madeAt: Timestamp

    package init(result: StoredResult, madeAt: Timestamp) {
        self.result = result
        self.madeAt = madeAt
    }
}
