/// Answers that can be given at once: in front of the broker, and never the truth. What it loses only costs a look-up.
package protocol AnswerCache: Sendable {
    /// An answer for this principal that is still good.
    func find(_ fingerprint: Fingerprint, for principal: Principal, at now: Timestamp) -> CachedAnswer?

    /// How often answers were forgotten: to be read before an answer that is to be kept is looked for.
    var version: Int { get }

    /// Keeps an answer as long as memory and its age allow; not if the fingerprint's were forgotten since that version,
    /// as it may be the one that was replaced.
    func keep(
        _ answer: CachedAnswer, to fingerprint: Fingerprint, for principal: Principal, at now: Timestamp,
        ifStill version: Int)

    /// The answers to fingerprints with this prefix are not to be given any more: a newer result has taken their place.
    func forget(_ prefix: UInt64)

    /// The status document of a request of this principal that is done.
    func document(of request: RequestID, for principal: Principal, at now: Timestamp) -> FinishedDocument?

    /// Keeps a status document that will not change any more, as long as memory allows.
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

/// The caller's own finished request for a text, and the bytes that answer with it.
package struct CachedAnswer: Sendable {
    package let request: RequestID
    /// The status document as it is sent.
    package let document: [UInt8]
    /// From then on the broker must be asked: the result has become too old, or the request's retention is half over.
    package let goodUntil: Timestamp

    package init(request: RequestID, document: [UInt8], goodUntil: Timestamp) {
        self.request = request
        self.document = document
        self.goodUntil = goodUntil
    }
}

/// The bytes that answer whoever asks for a request that is done.
package struct FinishedDocument: Sendable {
    /// The status document as it is sent.
    package let bytes: [UInt8]
    package let entityTag: String
    /// From then on the request's retention is over.
    package let goodUntil: Timestamp

    package init(bytes: [UInt8], entityTag: String, goodUntil: Timestamp) {
        self.bytes = bytes
        self.entityTag = entityTag
        self.goodUntil = goodUntil
    }
}
