import Foundation

/// How many jobs leave the queue per second while there is work, as a weighted mean over the last seconds.
///
/// Idle time does not count: it says nothing about what the workers could do. Time without any departure does, so a
/// stalled provider lowers the rate.
package struct DrainRate: Sendable {
    /// How fast old measurements fade, as a time constant in seconds.
    private static let memory = 10.0
    private var departures = 0.0
    private var busySeconds = 0.0
    private var last: Timestamp?

    package init() {}

    /// Jobs left at this time, and others were there to be worked on since the last call.
    package mutating func left(_ count: Int, at now: Timestamp) {
        let seconds = secondsSinceLast(at: now)
        let weight = exp(-seconds / Self.memory)
        departures = departures * weight + Double(count)
        busySeconds = busySeconds * weight + seconds
        last = now
    }

    /// The queue has run empty, or was empty until now: the time since the last departure does not count.
    package mutating func rested(until now: Timestamp) {
        last = now
    }

    /// Jobs per second; nil before anything was measured. The time since the last departure counts as it grows, so
    /// calls that take long and end many jobs at once hardly move the figure, and a stall lowers it more and more.
    package func perSecond(at now: Timestamp) -> Double? {
        guard departures > 0 else { return nil }
        return departures / max(busySeconds + secondsSinceLast(at: now), 0.001)
    }

    /// How long from now a job of this position should be done, an hour at most; nil before anything was measured.
    package func estimate(position: Int, at now: Timestamp) -> Duration? {
        perSecond(at: now).map { .seconds(min(Double(position) / max($0, 0.001), 3600)) }
    }

    private func secondsSinceLast(at now: Timestamp) -> Double {
        last.map { max(0, (now - $0).inSeconds) } ?? 0
    }
}
