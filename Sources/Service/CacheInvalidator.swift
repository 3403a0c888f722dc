package import Jobs
import Synchronization

/// Removes answers from the memory cache when fresh work (`no-cache`) replaces them. Holds one entry per unfinished
/// request of this kind.
package final class CacheInvalidator: Sendable {
    private let cache: any AnswerCache
    private let fingerprints = Mutex<[RequestID: Fingerprint]>([:])

    package init(cache: any AnswerCache) {
        self.cache = cache
    }

    /// To be called before the broker's `submit`, so that the end of the work is not missed.
    func expect(_ submission: Submission) {
        guard submission.sharing == .fresh else { return }
        fingerprints.withLock { $0[submission.id] = submission.fingerprint }
    }

    /// The submission was not admitted.
    func cancel(_ submission: Submission) {
        guard submission.sharing == .fresh else { return }
        fingerprints.withLock { _ = $0.removeValue(forKey: submission.id) }
    }

    /// For a broker's `observe`.
    package func changed(_ changes: [Change]) {
        let replaced = fingerprints.withLock { fingerprints -> [Fingerprint] in
            if fingerprints.isEmpty { return [] }
            return changes.filter(\.state.isFinal).compactMap { change in
                let fingerprint = fingerprints.removeValue(forKey: change.request)
                // Failed work replaces nothing.
                return change.state == .done ? fingerprint : nil
            }
        }
        for fingerprint in replaced { cache.forget(fingerprint) }
    }
}
