/// Assigns the slots for Retry-After: every rejected client gets a time of its own, so that the clients that obey do
/// not all return at once (docs/queue.md, "Bounds").
package struct SlotPromise: Sendable {
    /// When to come back, as stated in headers and problems.
    package struct Promise: Hashable, Sendable {
        package let delay: Duration

        package init(delay: Duration) {
            self.delay = delay
        }

        /// For the header: whole seconds, rounded up, at least 1.
        package var seconds: Int {
            max(1, Int((delay.inMicroseconds + 999_999) / 1_000_000))
        }

        package var milliseconds: Int64 { delay.inMicroseconds / 1000 }
    }

    /// The longest delay while work goes on. Slots beyond it are not assigned: otherwise, clients that ignore
    /// Retry-After would push the slots of those that obey into the far future.
    package static let horizon = Duration.seconds(300)
    /// The longest delay while the provider waits for a known time.
    package static let longest = Duration.seconds(3600)
    /// Paused or stopped: nobody knows for how long, so clients ask again in a minute.
    package static let whenStopped = Promise(delay: .seconds(60))

    private var next: Timestamp?

    package init() {}

    /// Assigns the next free slot.
    /// - Parameter measured: the measured drain rate in jobs per second; if nil, the forecast's rate is used.
    package mutating func promise(at now: Timestamp, measured: Double?, forecast: ThroughputForecast, isPaused: Bool)
        -> Promise
    {
        switch forecast {
        case _ where isPaused: Self.whenStopped
        case .stopped: Self.whenStopped
        case .working(let rate): slot(from: now, rate: measured ?? rate, now: now, limit: Self.horizon)
        case .waiting(let until, let rate):
            slot(from: max(now, until), rate: min(measured ?? rate, rate), now: now, limit: Self.longest)
        }
    }

    private mutating func slot(from start: Timestamp, rate: Double, now: Timestamp, limit: Duration) -> Promise {
        let gap = Duration.microseconds(Int64(min(1_000_000 / max(rate, 0.001), 300_000_000)))
        let slot = max(start, next ?? start) + gap
        let promised = min(slot, now + limit)
        next = promised
        return Promise(delay: max(.milliseconds(1), promised - now))
    }
}
