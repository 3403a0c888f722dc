import Jobs
import Synchronization

/// New jobs on their way to the disk. All that wait when the journal comes to them are written and told back together:
/// one message, one look at the queue and one wake-up of the workers for a whole group.
final class PendingSubmissions: Sendable {
    /// A reserved job, and whom to tell what became of it.
    struct Entry: Sendable {
        let submission: Submission
        let ticket: Ticket
        let continuation: CheckedContinuation<Result<RequestRecord, BrokerError>, Never>
    }

    /// Entries in one write at most: bounds how long the first of them waits.
    private static let limit = 512
    private let waiting = Mutex<[Entry]>([])

    /// Whether this is the first that waits: somebody must come for it.
    func put(_ entry: Entry) -> Bool {
        waiting.withLock { waiting in
            waiting.append(entry)
            return waiting.count == 1
        }
    }

    /// Those that have waited longest, and whether somebody must come again for the rest.
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

    /// What one write has taken: the same whenever it is tried again.
    final class Group: Sendable {
        private let taken = Mutex<[Entry]?>(nil)

        /// Takes the group's entries when it is first asked for them; then tells whether somebody must come for the
        /// rest.
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
