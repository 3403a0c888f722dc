/// How many calls may fail: a share of those that succeed, and a few besides. A provider that fails more often than that is
/// not helped by more calls (Google, "Site Reliability Engineering", chapter 21).
struct RetryBudget: Hashable, Sendable {
    private static let most = 20.0
    /// A failure for every three calls that succeed is borne.
    private static let perSuccess = 1.0 / 3

    private var left = most / 2

    var isSpent: Bool { left < 1 }

    mutating func succeeded() {
        left = min(Self.most, left + Self.perSuccess)
    }

    mutating func failed() {
        left = max(0, left - 1)
    }
}
