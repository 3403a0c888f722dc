import Foundation

/// The blocking queue between tasks and a lane's threads. The only condition variable in the server: `Mutex` has none.
///
/// `@unchecked`: every stored property is read and written under `condition`.
final class Mailbox<Message: Sendable>: @unchecked Sendable {
    private let condition = NSCondition()
    private let batchLimit: Int
    private var messages: [Message] = []
    private var isClosed = false
    private var isEnded = false
    private var closers: [CheckedContinuation<Void, Never>] = []

    init(batchLimit: Int) {
        self.batchLimit = batchLimit
    }

    func put(_ message: Message) -> Bool {
        condition.withLock {
            guard !isClosed else { return false }
            messages.append(message)
            condition.signal()
            return true
        }
    }

    /// Blocks until there are messages. Returns nil once the mailbox is closed and empty.
    func take() -> [Message]? {
        condition.withLock {
            while messages.isEmpty, !isClosed { condition.wait() }
            guard !messages.isEmpty else { return nil }
            guard messages.count > batchLimit else {
                defer { messages = [] }
                return messages
            }
            let batch = Array(messages[..<batchLimit])
            messages.removeSubrange(..<batchLimit)
            return batch
        }
    }

    func close(_ closer: CheckedContinuation<Void, Never>?) {
        let alreadyEnded = condition.withLock {
            isClosed = true
            condition.broadcast()
            if let closer, !isEnded { closers.append(closer) }
            return isEnded
        }
        if alreadyEnded { closer?.resume() }
    }

    /// The thread has ended.
    func end() {
        let waiting = condition.withLock {
            isEnded = true
            defer { closers = [] }
            return closers
        }
        for closer in waiting { closer.resume() }
    }
}
