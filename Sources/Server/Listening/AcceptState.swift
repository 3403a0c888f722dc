import NIOCore

/// Decides when the next connection is accepted: not while the maximum number is open, and not for a moment after the
/// system had no file descriptor for one.
struct AcceptState {
    /// Reports a recurring event once, until it has not occurred for a while.
    private struct Episode {
        private static let rest = TimeAmount.seconds(10)
        private var last: NIODeadline?

        mutating func isNews(at now: NIODeadline) -> Bool {
            defer { last = now }
            return last.map { now - $0 > Self.rest } ?? true
        }
    }

    enum Answer: Equatable {
        case accept
        case putOff(isNews: Bool)
    }

    private let limit: Int
    private var open = 0
    private var isPaused = false
    /// Whether NIO has asked for the next connection and was put off.
    private var isPutOff = false
    private var fullness = Episode()
    private var failures = Episode()

    init(limit: Int) {
        self.limit = limit
    }

    /// A connection was accepted.
    mutating func opened() { open += 1 }

    /// A connection is gone. Returns whether to accept another in its place.
    mutating func closed() -> Bool {
        open -= 1
        guard isPutOff, !isPaused, open < limit else { return false }
        isPutOff = false
        return true
    }

    /// Whether another connection may be accepted now.
    mutating func asked(at now: NIODeadline) -> Answer {
        guard isPaused || open >= limit else { return .accept }
        isPutOff = true
        return .putOff(isNews: !isPaused && fullness.isNews(at: now))
    }

    /// The system had no file descriptor, or no memory, for another connection. Begins a pause. Returns whether to
    /// report this.
    mutating func failed(at now: NIODeadline) -> Bool {
        isPaused = true
        return failures.isNews(at: now)
    }

    mutating func pauseEnded() { isPaused = false }
}
