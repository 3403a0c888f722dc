/// Why a submission was not taken. Nothing of it was stored.
package enum Rejection: Equatable, Sendable {
    /// A bound of the queue is reached; the promise says when a place should be free.
    case full(SlotPromise.Promise, depth: Int, limit: Int)
    /// The first submission with this idempotency key is being committed right now.
    case idempotencyKeyInUse
    /// The idempotency key was used for another body.
    case idempotencyKeyMismatch
}
