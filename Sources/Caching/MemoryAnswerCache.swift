package import Jobs
import Synchronization

/// The first tier: ready answers to texts and to polls in memory, least recently used out first, bounded by bytes and
/// by age.
package final class MemoryAnswerCache: AnswerCache {
    private enum Key: Hashable {
        case text(Fingerprint)
        case request(RequestID, Principal)
    }

    private enum Entry {
        /// One fingerprint's answers: each principal has a finished request of its own.
        case answers([Principal: CachedAnswer])
        case document(FinishedDocument)
    }

    private let cache: Mutex<LRUCache<Key, Entry>>
    private let forgotten = Atomic(0)
    private let answerRetention: Duration

    /// What an entry takes besides its document: key, links, dictionaries.
    private static let overhead = 400

    /// - Parameters:
    ///   - capacity: bytes of documents and their keeping.
    ///   - answerRetention: the longest an answer is kept here, whatever it says itself.
    package init(capacity: Int, answerRetention: Duration) {
        cache = Mutex(LRUCache(capacity: capacity))
        self.answerRetention = answerRetention
    }

    package func find(_ fingerprint: Fingerprint, for principal: Principal, at now: Timestamp) -> CachedAnswer? {
        cache.withLock { cache in
            guard case .answers(let answers) = cache.value(for: .text(fingerprint)), let answer = answers[principal]
            else { return nil }
            if answer.goodUntil > now { return answer }
            cache.remove(.text(fingerprint))
            return nil
        }
    }

    package var version: Int { forgotten.load(ordering: .acquiring) }

    package func keep(
        _ answer: CachedAnswer, to fingerprint: Fingerprint, for principal: Principal, at now: Timestamp,
        ifStill version: Int
    ) {
        let goodUntil = min(answer.goodUntil, now + answerRetention)
        let kept = CachedAnswer(request: answer.request, document: answer.document, goodUntil: goodUntil)
        cache.withLock { cache in
            guard self.version == version else { return }
            var answers: [Principal: CachedAnswer] = [:]
            if case .answers(let others) = cache.remove(.text(fingerprint)) { answers = others }
            answers[principal] = kept
            let cost = answers.values.reduce(0) { $0 + $1.document.count + Self.overhead }
            cache.insert(.answers(answers), for: .text(fingerprint), cost: cost)
        }
    }

    package func forget(_ fingerprint: Fingerprint) {
        cache.withLock { cache in
            cache.remove(.text(fingerprint))
            forgotten.add(1, ordering: .releasing)
        }
    }

    package func document(
        of request: RequestID, for principal: Principal, at now: Timestamp
    ) -> FinishedDocument? {
        cache.withLock { cache in
            let key = Key.request(request, principal)
            guard case .document(let document) = cache.value(for: key) else { return nil }
            if document.goodUntil > now { return document }
            cache.remove(key)
            return nil
        }
    }

    package func keep(_ document: FinishedDocument, of request: RequestID, for principal: Principal) {
        cache.withLock {
            $0.insert(
                .document(document), for: .request(request, principal), cost: document.bytes.count + Self.overhead)
        }
    }

    package var size: (entries: Int, bytes: Int) {
        cache.withLock { ($0.count, $0.cost) }
    }
}
