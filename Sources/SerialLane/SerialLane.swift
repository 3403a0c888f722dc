import Foundation
import Synchronization

/// One OS thread with a mailbox, for work that blocks.
///
/// The handler gets everything that arrived while it was busy in one batch, in order: so the cost of an fsync or of a
/// round trip is shared by all who waited for it, and a lone message waits for nobody.
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

    /// Hands a message over; false when the lane is closed and the message was not taken.
    @discardableResult
    package func post(_ message: Message) -> Bool {
        mailbox.put(message)
    }

    /// Takes no more messages, and returns when the handler is through with those it has.
    package func close() async {
        await withCheckedContinuation { mailbox.close($0) }
    }

    deinit {
        mailbox.close(nil)
    }
}
