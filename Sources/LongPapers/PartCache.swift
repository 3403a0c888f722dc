import Analysis
import Caching
import Jobs
import Synchronization

/// Caches analyses of parts, so that a revised or resubmitted paper costs only what is new in it. A bounded cache in
/// memory is in front of the cache that servers share, if there is one.
final class PartCache: Sendable {
    private typealias Entry = (analysis: Analysis, madeAt: Timestamp)

    private let memory: Mutex<LRUCache<Fingerprint, Entry>>
    private let largestEntry: Int
    private let retention: Duration
    private let shared: (any ResultCache)?
    private let model: ModelIdentity
    private let time: any TimeSource

    /// - Parameters:
    ///   - capacity: bytes of all parts in memory.
    ///   - retention: how long an analysis is reused, as for whole papers.
    init(
        capacity: Int, retention: Duration, model: ModelIdentity, shared: (any ResultCache)? = nil,
        time: any TimeSource
    ) {
        memory = Mutex(LRUCache(capacity: capacity))
        largestEntry = capacity / 2
        self.retention = retention
        self.model = model
        self.shared = shared
        self.time = time
    }

    /// The analysis of a part with this key; waits no longer than the shared cache does.
    func find(_ key: Fingerprint) async -> Analysis? {
        let now = time.now
        if let entry = memory.withLock({ $0.value(for: key) }), now - entry.madeAt < retention {
            return entry.analysis
        }
        guard let found = await shared?.find(key, at: now), found.result.model == model,
            let payload = PartPayload(found.result.json), payload.key == key, let analysis = payload.analysis
        else { return nil }
        keep(analysis, bytes: found.result.json.count, for: key, madeAt: found.madeAt)
        return analysis
    }

    /// Keeps a verified analysis, here and for other servers.
    func keep(_ analysis: Analysis, for key: Fingerprint) async {
        let json = PartPayload(key: key, finding: .analysis(analysis)).encoded
        let now = time.now
        keep(analysis, bytes: json.count, for: key, madeAt: now)
        await shared?.keep(SharedResult(result: StoredResult(json: json, model: model), madeAt: now), to: key, at: now)
    }

    private func keep(_ analysis: Analysis, bytes: Int, for key: Fingerprint, madeAt: Timestamp) {
        let cost = bytes + Self.overhead
        guard cost <= largestEntry else { return }
        memory.withLock { $0.insert((analysis, madeAt), for: key, cost: cost) }
    }

    /// Bytes of an entry besides its texts.
    private static let overhead = 512
}
