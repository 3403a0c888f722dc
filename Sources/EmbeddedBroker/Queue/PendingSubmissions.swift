import Jobs
import Synchronization

/// New jobs on their way to the disk. All entries that wait when the journal gets to them are written and reported
/// together: one message, one update of the queue and one wake-up of the workers for the whole group.
final class PendingSubmissions: Sendable {
    /// A reserved job, and the caller that waits for the outcome.
    struct Entry: Sendable {
        let submission: Submission
        let ticket: Ticket
        let continuation: CheckedContinuation<Result<RequestRecord, BrokerError>, Never>
    }

    /// Maximum number of entries in one write. Bounds how long the first of them waits.
    private static let limit = 512
    private let waiting = Mutex<[Entry]>([])

    /// Adds an entry. Returns whether it is the first waiting one: then the caller must post a write.
    func put(_ entry: Entry) -> Bool {
        waiting.withLock { waiting in
            waiting.append(entry)
            return waiting.count == 1
        }
    }

    /// Takes the entries that have waited longest. `isMore` says whether another write must be posted for the rest.
    func take() -> (entries: [Entry], isMore: Bool) {
        waiting.withLock { waiting in
            guard waiting.count > Self.limit else {
                defer { waiting = [] }
                return (waiting, false)
            }
            let entries = Array(waiting[..<Self.limit])
            waiting.removeFirst(Self.limit)
            return (entries, true)
        }
    }

    /// The entries of one write. They stay the same if the write is tried again.
    final class Group: Sendable {
        private let taken = Mutex<[Entry]?>(nil)

        /// Takes the entries on the first call, and calls `comeAgain` if another write is needed for the rest.
        func entries(from pending: PendingSubmissions, whenMore comeAgain: () -> Void) -> [Entry] {
            let (entries, isMore) = taken.withLock { taken in
                if let taken { return (taken, false) }
                let (entries, isMore) = pending.take()
                taken = entries
                return (entries, isMore)
            }
            if isMore { comeAgain() }
            return entries
        }
    }
}
