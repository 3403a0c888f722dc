import Jobs

/// The time in which the journal keeps when a job was submitted and until when it waits: that of this process's clock,
/// less all the time in which no server ran.
///
/// Within a process the clock does not jump (`SystemTime`). Between two it may: it was wrong and has been set, or the
/// machine was off for days. Neither must use up the deadlines of the jobs that wait, nor prolong their delays. So a
/// new process goes on counting where the last one stopped.
struct QueueClock: Sendable, Hashable {
    /// How far the time on disk is ahead of this process's clock.
    private(set) var offset = Duration.zero

    /// The clock of a process that starts now.
    /// - Parameter reached: how far the time on disk has come; nil in a journal that has not kept it yet.
    init(reached: Timestamp? = nil, at now: Timestamp = Timestamp(microseconds: 0)) {
        offset = reached.map { $0 - now } ?? .zero
    }

    func onDisk(_ time: Timestamp) -> Timestamp { time + offset }

    func here(_ time: Timestamp) -> Timestamp { time - offset }
}
