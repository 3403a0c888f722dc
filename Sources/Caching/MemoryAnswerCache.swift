package import Jobs
import Synchronization

/// The first tier: ready answers to submissions and polls, in memory. Bounded by bytes and by age; evicts the least
/// recently used first.
package final class MemoryAnswerCache: AnswerCache {
    private enum Key: Hashable {
        /// The prefix of the fingerprint, because `forget` gets only the prefix.
        case text(UInt64)
        case request(RequestID, Principal)
    }

    private enum Entry {
        /// Each principal has a finished request of its own.
        case answers(Fingerprint, [Principal: CachedAnswer])
        case document(FinishedDocument)
    }

    private struct State {
        var cache: LRUCache<Key, Entry>
        /// The version in which a fingerprint of each stripe was last forgotten.
        var forgotten = [Int](repeating: 0, count: MemoryAnswerCache.stripes)
    }

    private let state: Mutex<State>
    private let current = Atomic(0)
    private let answerRetention: Duration

    /// Number of stripes that fingerprints are spread over. An answer is refused only if a fingerprint of its stripe
    /// was forgotten while the answer was looked up.
    private static let stripes = 1024

    /// Bytes that an entry takes besides its document: key, links, dictionaries.
    private static let overhead = 400

    /// - Parameters:
    ///   - capacity: maximum bytes of documents, including their overhead.
    ///   - answerRetention: the longest time that an answer is kept here, even if it stays valid for longer.
    package init(capacity: Int, answerRetention: Duration) {
        state = Mutex(State(cache: LRUCache(capacity: capacity)))
        self.answerRetention = answerRetention
    }

    package func find(_ fingerprint: Fingerprint, for principal: Principal, at now: Timestamp) -> CachedAnswer? {
        state.withLock { state in
            let key = Key.text(fingerprint.prefix)
            guard case .answers(fingerprint, let answers) = state.cache.value(for: key), let answer = answers[principal]
            else { return nil }
            if answer.goodUntil > now { return answer }
            state.cache.remove(key)
            return nil
        }
    }

    package var version: Int { current.load(ordering: .acquiring) }

    private func stripe(of prefix: UInt64) -> Int { Int(prefix % UInt64(Self.stripes)) }

    package func keep(
        _ answer: CachedAnswer, to fingerprint: Fingerprint, for principal: Principal, at now: Timestamp,
        ifStill version: Int
    ) {
        let goodUntil = min(answer.goodUntil, now + answerRetention)
        let kept = CachedAnswer(request: answer.request, document: answer.document, goodUntil: goodUntil)
        state.withLock { state in
            guard state.forgotten[stripe(of: fingerprint.prefix)] <= version else { return }
            let key = Key.text(fingerprint.prefix)
            var answers: [Principal: CachedAnswer] = [:]
            if case .answers(fingerprint, let others) = state.cache.remove(key) { answers = others }
            answers[principal] = kept
            let cost = answers.values.reduce(0) { $0 + $1.document.count + Self.overhead }
            state.cache.insert(.answers(fingerprint, answers), for: key, cost: cost)
        }
    }

    package func forget(_ prefix: UInt64) {
        state.withLock { state in
            state.cache.remove(.text(prefix))
            state.forgotten[stripe(of: prefix)] = current.add(1, ordering: .releasing).newValue
        }
    }

    package func document(
        of request: RequestID, for principal: Principal, at now: Timestamp
    ) -> FinishedDocument? {
        state.withLock { state in
            let key = Key.request(request, principal)
            guard case .document(let document) = state.cache.value(for: key) else { return nil }
            if document.goodUntil > now { return document }
            state.cache.remove(key)
            return nil
        }
    }

    package func keep(_ document: FinishedDocument, of request: RequestID, for principal: Principal) {
        state.withLock {
            $0.cache.insert(
                .document(document), for: .request(request, principal), cost: document.bytes.count + Self.overhead)
        }
    }

    package var size: (entries: Int, bytes: Int) {
        state.withLock { ($0.cache.count, $0.cache.cost) }
    }
}
