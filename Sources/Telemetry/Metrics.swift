package import Jobs
import Synchronization

/// The counts and latencies of this process. Counting costs a lock and an addition.
///
/// Keeps totals, the current interval of the throughput log, and the last minute.
package final class Metrics: Sendable {
    /// Counts and latencies of an interval.
    package struct Window: Sendable {
        package var counts = [Int](repeating: 0, count: Counter.allCases.count)
        package var submitToDone = LatencyHistogram()
        package var provider = LatencyHistogram()
        package fileprivate(set) var start: Timestamp
        package fileprivate(set) var length = Duration.zero

        package subscript(counter: Counter) -> Int { counts[counter.rawValue] }

        /// Events per second; 0 for a window without length.
        package func perSecond(_ counter: Counter) -> Double {
            length > .zero ? Double(self[counter]) / length.inSeconds : 0
        }

        fileprivate mutating func merge(_ other: Window) {
            for index in counts.indices { counts[index] += other.counts[index] }
            submitToDone.merge(other.submitToDone)
            provider.merge(other.provider)
        }
    }

    private struct State {
        var totals = [Int](repeating: 0, count: Counter.allCases.count)
        /// Since the last call of `takeInterval`.
        var current: Window
        var minute: LastMinute
    }

    /// The last minute, at any time, in windows of ten seconds.
    private struct LastMinute {
        private static let length: Int64 = 10_000_000
        private static let slices: Int64 = 6

        private let startedAt: Timestamp
        /// Windows in which something happened. The last one is being filled.
        private var kept: [Window] = []

        init(startedAt: Timestamp) {
            self.startedAt = startedAt
        }

        /// Fills the window of this time.
        mutating func current(at now: Timestamp, _ fill: (inout Window) -> Void) {
            // In plain numbers, because this runs with every count.
            let passed = now.microseconds - startedAt.microseconds
            let start = Timestamp(microseconds: now.microseconds - passed % Self.length)
            if kept.last.map({ $0.start < start }) ?? true {
                let first = firstStart(at: now)
                kept.removeAll { $0.start < first }
                kept.append(Window(start: start))
            }
            fill(&kept[kept.count - 1])
        }

        /// The sum of all windows.
        func sum(at now: Timestamp) -> Window {
            var sum = Window(start: firstStart(at: now))
            sum.length = now - sum.start
            for window in kept where window.start >= sum.start { sum.merge(window) }
            return sum
        }

        private func firstStart(at now: Timestamp) -> Timestamp {
            let number = (now - startedAt).inMicroseconds / Self.length
            return startedAt + .microseconds(max(0, number + 1 - Self.slices) * Self.length)
        }
    }

    private let state: Mutex<State>
    private let time: any TimeSource
    package let startedAt: Timestamp

    package init(time: any TimeSource) {
        self.time = time
        startedAt = time.now
        state = Mutex(State(current: Window(start: startedAt), minute: LastMinute(startedAt: startedAt)))
    }

    /// Adds to each of the counters.
    package func add(_ count: Int = 1, to counters: Counter...) {
        note {
            for counter in counters { $0.counts[counter.rawValue] += count }
        } and: {
            for counter in counters { $0.totals[counter.rawValue] += count }
        }
    }

    package func submitToDone(_ duration: Duration) {
        note { $0.submitToDone.record(duration) }
    }

    package func providerCall(_ duration: Duration) {
        note { $0.provider.record(duration) }
    }

    private func note(_ fill: (inout Window) -> Void, and count: (inout State) -> Void = { _ in }) {
        let now = time.now
        state.withLock { state in
            count(&state)
            fill(&state.current)
            state.minute.current(at: now, fill)
        }
    }

    package func total(_ counter: Counter) -> Int {
        state.withLock { $0.totals[counter.rawValue] }
    }

    /// Totals since the start, in the order of `Counter`.
    package var totals: [Int] { state.withLock { $0.totals } }

    /// Returns the window since the last call, and begins a new one. Only for the throughput log.
    package func takeInterval() -> Window {
        let now = time.now
        return state.withLock { state in
            var window = state.current
            window.length = now - window.start
            state.current = Window(start: now)
            return window
        }
    }

    /// What happened in the last minute, to within ten seconds.
    package func lastMinute() -> Window {
        let now = time.now
        return state.withLock { $0.minute.sum(at: now) }
    }
}
