/// Which jobs may be why calls fail that the provider should have been able to answer: those that were in a failing call
/// again and again. A pure state machine, bounded.
struct Suspicions: Sendable {
    private struct Entry {
        /// Successes of the provider when its call failed last.
        var successes: Int
        var order: Int
        var failures: Int
    }

    private static let most = 4096
    /// Two in a row are an accident still, where a call in seven fails.
    private static let failures = 3

    private var entries: [Int64: Entry] = [:]
    private var successes = 0
    private var order = 0

    /// A call went through, and answered for these jobs.
    mutating func succeeded(_ jobs: [Int64]) {
        successes += 1
        if entries.isEmpty { return }
        for job in jobs { entries[job] = nil }
    }

    /// The call of a job failed, or did not answer for it. True when that has happened too often to be an accident.
    /// - Parameter wasAnswered: the provider did its work; where it did not, failures count only once each time that it has
    ///   worked for others meanwhile.
    mutating func failed(_ job: Int64, wasAnswered: Bool) -> Bool {
        order += 1
        var entry = entries[job] ?? Entry(successes: successes, order: order, failures: 0)
        if wasAnswered || entry.failures == 0 || successes > entry.successes { entry.failures += 1 }
        entry.successes = successes
        entry.order = order
        entries[job] = entry
        if entries.count > Self.most { forgetOldest() }
        return entry.failures >= Self.failures
    }

    private mutating func forgetOldest() {
        let bound = order - Self.most / 2
        entries = entries.filter { $0.value.order > bound }
    }
}
