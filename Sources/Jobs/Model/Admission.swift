/// What became of one submission. Everything but a rejection is durable when it is returned.
package indirect enum Admission: Sendable {
    /// New work in the queue.
    case admitted(RequestRecord)
    /// Joined the job in flight with the same fingerprint.
    case attached(RequestRecord)
    /// Answered with a stored result, by a finished request of the caller's own.
    case known(RequestRecord)
    /// Answered with the shared result it came with, which is stored now, by a finished request of the caller's own.
    case adopted(RequestRecord)
    /// The request that an earlier submission with this idempotency key made.
    case replayed(RequestRecord)
    /// Nothing was stored.
    case rejected(Rejection)
}
