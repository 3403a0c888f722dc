/// When a batch is released (docs/queue.md, "Leases and settling"): when it is full, when its oldest member has waited
/// long enough, or at once if this process has no call in flight. So a single text never waits, and a stream is packed.
package struct BatchRule: Hashable, Sendable {
    package let maxWait: Duration

    package init(maxWait: Duration) {
        self.maxWait = maxWait
    }

    /// What to do with the ready jobs now.
    package enum Decision: Hashable, Sendable {
        case send
        case wait(until: Timestamp)
    }

    /// - Parameters:
    ///   - isFull: whether the ready jobs fill the demand, by number or by tokens.
    ///   - oldest: when the member that has been ready longest became ready.
    ///   - isBusy: whether a call of this process is in flight.
    package func decide(isFull: Bool, oldest: Timestamp, isBusy: Bool, now: Timestamp) -> Decision {
        let due = oldest + maxWait
        return isFull || !isBusy || due <= now ? .send : .wait(until: due)
    }
}
