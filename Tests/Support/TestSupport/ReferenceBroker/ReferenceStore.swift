package import Jobs
import Synchronization

/// What reference brokers share, as processes share a database: one queue, and who observes it.
package final class ReferenceStore: Sendable {
    let queue: Watched<ReferenceQueue>
    private let observers = Mutex<[@Sendable ([Change]) -> Void]>([])

    /// - Parameter journal: what `contents` were of an earlier store, to go on from there.
    package init(policy: BrokerPolicy, resuming journal: ReferenceQueue? = nil, at now: Timestamp) {
        queue = Watched(journal?.recovered(at: now) ?? ReferenceQueue(policy: policy))
    }

    /// What a journal would hold now.
    package var contents: ReferenceQueue { queue.value }

    func observe(_ observer: @escaping @Sendable ([Change]) -> Void) {
        observers.withLock { $0.append(observer) }
    }

    /// One atomic move of a process, and what follows from it for the observers.
    func act<Answer: Sendable>(
        as process: Int, _ move: (inout ReferenceQueue) -> Answer
    ) throws(BrokerError) -> Answer {
        let (answer, changes) = queue.change { queue -> (Answer?, [Change]) in
            guard !queue.ended.contains(process) else { return (nil, []) }
            let answer = move(&queue)
            defer { queue.changes = [] }
            return (answer, queue.changes)
        }
        guard let answer else { throw .closed }
        if !changes.isEmpty {
            for observer in observers.withLock({ $0 }) { observer(changes) }
        }
        return answer
    }
}
