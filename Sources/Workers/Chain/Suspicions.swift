import Foundation

/// Which jobs may be why calls fail that the provider should have been able to answer: those whose calls fail so often that
/// chance does not explain it. A pure state machine, bounded.
///
/// Each failure counts by its surprise (C. E. Shannon, "A Mathematical Theory of Communication", 1948): where one call in
/// sixteen fails, as much as four heads in a row; in a storm, where every other one does, as a single one.
struct Suspicions: Sendable {
    /// What a failure says of its job.
    struct Blame: Hashable, Sendable {
        /// The job may well be the reason.
        var isSuspect = false
        /// The job was alone in its call, and has used up an attempt.
        var burnsAttempt = false
    }

    private struct Entry {
        /// Successes of the provider when its call failed last.
        var successes: Int
        var order: Int
        /// In bits: of all failures, and of those alone since an attempt was burnt.
        var surprise = 0.0
        var own = 0.0
    }

    private static let most = 4096
    /// In bits. Where little fails three times in a row, in a storm more often.
    private static let leastOfSuspects = 8.5
    /// In bits. Where little fails each time, in a storm every other time or so.
    private static let leastOfAttempts = 2.5
    /// One failure never proves much, and never nothing.
    private static let shares = 1.0 / 16...0.4

    private var entries: [Int64: Entry] = [:]
    private var successes = 0
    private var order = 0
    /// Jobs that failed by their calls, of those that were called for lately.
    private var failing = shares.lowerBound

    /// A call was made whose failure or success says something of the provider, or of what was sent.
    /// - Parameter failing: which share of its jobs it did not answer for.
    mutating func called(failing share: Double) {
        failing += (share - failing) / 32
    }

    /// A call went through, and answered for these jobs.
    mutating func succeeded(_ jobs: [Int64]) {
        successes += 1
        if entries.isEmpty { return }
        for job in jobs { entries[job] = nil }
    }

    /// The call of a job failed, or did not answer for it.
    /// - Parameters:
    ///   - isAlone: nothing else was in the call.
    ///   - wasAnswered: the provider did its work; where it did not, failures count only once each time that it has
    ///     worked for others meanwhile.
    mutating func failed(_ job: Int64, isAlone: Bool, wasAnswered: Bool) -> Blame {
        order += 1
        var entry = entries[job] ?? Entry(successes: successes, order: order)
        let bits = -log2(min(max(failing, Self.shares.lowerBound), Self.shares.upperBound))
        let counts = wasAnswered || entry.surprise == 0 || successes > entry.successes
        if counts { entry.surprise += bits }
        entry.successes = successes
        entry.order = order
        var blame = Blame(isSuspect: entry.surprise >= Self.leastOfSuspects)
        if isAlone, counts, wasAnswered || blame.isSuspect {
            entry.own += bits
            blame.burnsAttempt = entry.own >= Self.leastOfAttempts
            if blame.burnsAttempt { entry.own = 0 }
        }
        entries[job] = entry
        if entries.count > Self.most { forgetOldest() }
        return blame
    }

    private mutating func forgetOldest() {
        let bound = order - Self.most / 2
        entries = entries.filter { $0.value.order > bound }
    }
}
