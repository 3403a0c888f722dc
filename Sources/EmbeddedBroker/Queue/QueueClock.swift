import Jobs

/// The journal's time for submissions and delays: this process's clock, minus all the time in which no server ran.
///
/// Within a process the clock does not jump (`SystemTime`). Between two processes it may: the clock was corrected, or
/// the machine was off for days. Neither must use up the deadlines of waiting jobs or prolong their delays. So a new
/// process continues from where the last one stopped.
struct QueueClock: Sendable, Hashable {
    /// How far the time on disk is ahead of this process's clock.
    private(set) var offset = Duration.zero

    /// The clock of a process that starts now.
    /// - Parameter reached: the latest time on disk; nil in a journal that has not stored one yet.
    init(reached: Timestamp? = nil, at now: Timestamp = Timestamp(microseconds: 0)) {
        offset = reached.map { $0 - now } ?? .zero
    }

    func onDisk(_ time: Timestamp) -> Timestamp { time + offset }

    func here(_ time: Timestamp) -> Timestamp { time - offset }
}
