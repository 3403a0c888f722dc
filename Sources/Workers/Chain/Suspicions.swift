/// Which jobs may be why calls fail that the provider should have been able to answer: those that were in a failing call
/// twice or more, with calls of others going through in between. A pure state machine, bounded.
struct Suspicions: Sendable {
    private struct Entry {
        /// Successes of the provider when its call failed last.
        var successes: Int
        var order: Int
    }

    private static let most = 4096

    private var entries: [Int64: Entry] = [:]
    private var successes = 0
    private var order = 0

    /// A call of these jobs went through.
    mutating func succeeded(_ jobs: [Int64]) {
        successes += 1
        if entries.isEmpty { return }
        for job in jobs { entries[job] = nil }
    }

    /// A call failed; answers whether the provider has worked for others since a call of this job failed last.
    mutating func failed(_ job: Int64) -> Bool {
        defer {
            order += 1
            entries[job] = Entry(successes: successes, order: order)
            if entries.count > Self.most { forgetOldest() }
        }
        return entries[job].map { successes > $0.successes } ?? false
    }

    private mutating func forgetOldest() {
        let bound = order - Self.most / 2
        entries = entries.filter { $0.value.order > bound }
    }
}
