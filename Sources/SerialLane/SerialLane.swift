import Foundation
import Synchronization

/// One OS thread with a mailbox, for work that blocks.
///
/// The handler gets everything that arrived while it was busy as one batch, in order. So all messages that waited share
/// the cost of an fsync or a round trip, and a single message never waits for others.
package final class SerialLane<Message: Sendable>: Sendable {
    private let mailbox: Mailbox<Message>

    /// Starts the thread. `handler` is only ever called on it, with 1 to `batchLimit` messages.
    package init(
        name: String, batchLimit: Int = .max, handler: @escaping @Sendable ([Message]) -> Void
    ) {
        let mailbox = Mailbox<Message>(batchLimit: batchLimit)
        self.mailbox = mailbox
        Thread.start(named: name) {
            while let batch = mailbox.take() { handler(batch) }
            mailbox.end()
        }
    }

    /// Posts a message. Returns false if the lane is closed and did not take it.
    @discardableResult
    package func post(_ message: Message) -> Bool {
        mailbox.put(message)
    }

    /// Takes no more messages, and returns once the handler has finished those it has.
    package func close() async {
        await withCheckedContinuation { mailbox.close($0) }
    }

    deinit {
        mailbox.close(nil)
    }
}
