/// Which jobs may be why calls fail that the provider should have been able to answer: those that were in a failing call
/// again and again, with calls of others going through in between. A pure state machine, bounded.
struct Suspicions: Sendable {
    private struct Entry {
        /// Successes of the provider when its call failed last.
        var successes: Int
        var order: Int
        /// Failures with successes of others between them.
        var strikes = 0
    }

    private static let most = 4096
    /// The third failure: two in a row are no accident yet where a call in seven fails.
    private static let strikes = 2

    private var entries: [Int64: Entry] = [:]
    private var successes = 0
    private var order = 0

    /// A call of these jobs went through.
    mutating func succeeded(_ jobs: [Int64]) {
        successes += 1
        if entries.isEmpty { return }
        for job in jobs { entries[job] = nil }
    }

    /// A call failed; answers whether the provider has worked for others between its failures, more than once.
    mutating func failed(_ job: Int64) -> Bool {
        order += 1
        var entry = entries[job] ?? Entry(successes: successes, order: order)
        if successes > entry.successes { entry.strikes += 1 }
        entry.successes = successes
        entry.order = order
        entries[job] = entry
        if entries.count > Self.most { forgetOldest() }
        return entry.strikes >= Self.strikes
    }

    private mutating func forgetOldest() {
        let bound = order - Self.most / 2
        entries = entries.filter { $0.value.order > bound }
    }
}
