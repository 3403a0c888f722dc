// Both are needed: which of them the compiler takes for the home of `timespec` depends on the module's other imports.
import CDispatch
import Foundation
package import Jobs

/// The wall clock, read once and continued from there by the monotonic clock: a change of the clock, by an
/// administrator or NTP, neither ends leases nor turns time back.
package struct SystemTime: TimeSource {
    private let wall: Timestamp
    private let start: ContinuousClock.Instant
    private let startedAt: Int64

    package init() {
        wall = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        // In this order, a sleep until a deadline never ends before it.
        startedAt = Self.microseconds
        start = .now
    }

    package var now: Timestamp { Timestamp(microseconds: wall.microseconds + Self.microseconds - startedAt) }

    /// Read from the same clock as `ContinuousClock`, without its arithmetic in attoseconds, because every request
    /// reads the time several times.
    private static var microseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }

    package func sleep(until deadline: Timestamp) async throws(CancellationError) {
        do {
            try await Task.sleep(until: start + (deadline - wall), clock: .continuous)
        } catch {
            throw CancellationError()
        }
    }
}
