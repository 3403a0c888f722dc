import Foundation

/// How many jobs leave the queue per second while there is work, as a weighted mean over the last seconds.
///
/// Idle time does not count: it says nothing about what the workers could do. Busy time without any departure does
/// count, so a stalled provider lowers the rate.
package struct DrainRate: Sendable {
    /// Time constant, in seconds, with which old measurements fade.
    private static let memory = 10.0
    private var departures = 0.0
    private var busySeconds = 0.0
    private var last: Timestamp?

    package init() {}

    /// Records that jobs left at this time, and that there was work since the last call.
    package mutating func left(_ count: Int, at now: Timestamp) {
        let seconds = secondsSinceLast(at: now)
        let weight = exp(-seconds / Self.memory)
        departures = departures * weight + Double(count)
        busySeconds = busySeconds * weight + seconds
        last = now
    }

    /// Records that the queue was empty until now: the time since the last departure does not count.
    package mutating func rested(until now: Timestamp) {
        last = now
    }

    /// Jobs per second; nil before the first measurement. The time since the last departure counts while it passes. So
    /// long calls that end many jobs at once hardly change the rate, and a stall lowers it steadily.
    package func perSecond(at now: Timestamp) -> Double? {
        guard departures > 0 else { return nil }
        return departures / max(busySeconds + secondsSinceLast(at: now), 0.001)
    }

    /// Expected time until a job at this position is done, at most an hour; nil before the first measurement.
    package func estimate(position: Int, at now: Timestamp) -> Duration? {
        perSecond(at: now).map { .seconds(min(Double(position) / max($0, 0.001), 3600)) }
    }

    private func secondsSinceLast(at now: Timestamp) -> Double {
        last.map { max(0, (now - $0).inSeconds) } ?? 0
    }
}
