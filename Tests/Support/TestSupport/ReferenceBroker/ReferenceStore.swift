package import Jobs
import Synchronization

/// What reference brokers share, as processes share a database: one queue, and who wants to know of its changes.
package final class ReferenceStore: Sendable {
    let queue: Watched<ReferenceQueue>
    private let processes = Mutex<[Int: Process]>([:])

    private struct Process {
        let waiters = RequestWaiters()
        var observers: [@Sendable ([Change]) -> Void] = []
    }

    /// - Parameter journal: what `contents` were of an earlier store, to go on from there.
    package init(policy: BrokerPolicy, resuming journal: ReferenceQueue? = nil, at now: Timestamp) {
        queue = Watched(journal?.recovered(at: now) ?? ReferenceQueue(policy: policy))
    }

    /// What a journal would hold now.
    package var contents: ReferenceQueue { queue.value }

    /// A new process.
    func open() -> (process: Int, waiters: RequestWaiters) {
        let number = queue.change { queue in
            queue.lastProcess += 1
            return queue.lastProcess
        }
        let process = Process()
        processes.withLock { $0[number] = process }
        return (number, process.waiters)
    }

    func observe(as process: Int, _ observer: @escaping @Sendable ([Change]) -> Void) {
        processes.withLock { $0[process]?.observers.append(observer) }
    }

    /// One atomic move of a process. Its observers are told of it, then the waiters of all processes.
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
            let processes = processes.withLock { $0 }
            for observer in processes[process]?.observers ?? [] { observer(changes) }
            for other in processes.values { other.waiters.changed(changes.map(\.request)) }
        }
        return answer
    }
}
