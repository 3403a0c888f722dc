/// Answers that can be given at once, without the broker. The cache is not authoritative: a lost entry only costs a
/// look-up.
package protocol AnswerCache: Sendable {
    /// An answer for this principal that is still valid.
    func find(_ fingerprint: Fingerprint, for principal: Principal, at now: Timestamp) -> CachedAnswer?

    /// How often answers were forgotten. To be read before looking up an answer that is to be kept.
    var version: Int { get }

    /// Keeps an answer as long as memory and its age allow. Does nothing if answers to the fingerprint were forgotten
    /// since `version`, because this answer may be the one that was replaced.
    func keep(
        _ answer: CachedAnswer, to fingerprint: Fingerprint, for principal: Principal, at now: Timestamp,
        ifStill version: Int)

    /// Forgets the answers to fingerprints with this prefix, because a newer result has replaced them.
    func forget(_ prefix: UInt64)

    /// The status document of a request of this principal, if the request is done.
    func document(of request: RequestID, for principal: Principal, at now: Timestamp) -> FinishedDocument?

    /// Keeps a status document that no longer changes, as long as memory allows.
    func keep(_ document: FinishedDocument, of request: RequestID, for principal: Principal)

    /// Entries and bytes now.
    var size: (entries: Int, bytes: Int) { get }
}

extension AnswerCache {
    /// Forgets the answers that `no-cache` work has replaced. For a broker's `observe`.
    package func forgetReplaced(in changes: [Change]) {
        for change in changes {
            if let replaced = change.replaced { forget(replaced) }
        }
    }
}

/// The caller's own finished request for a text, and the bytes of the response.
package struct CachedAnswer: Sendable {
    package let request: RequestID
    /// The status document as it is sent.
    package let document: [UInt8]
    /// From then on, the broker must be asked: the result is too old, or half of the request's retention is over.
    package let goodUntil: Timestamp

    package init(request: RequestID, document: [UInt8], goodUntil: Timestamp) {
        self.request = request
        self.document = document
        self.goodUntil = goodUntil
    }
}

/// The bytes of the response to a status query for a request that is done.
package struct FinishedDocument: Sendable {
    /// The status document as it is sent.
    package let bytes: [UInt8]
    package let entityTag: String
    /// The end of the request's retention.
    package let goodUntil: Timestamp

    package init(bytes: [UInt8], entityTag: String, goodUntil: Timestamp) {
        self.bytes = bytes
        self.entityTag = entityTag
        self.goodUntil = goodUntil
    }
}
