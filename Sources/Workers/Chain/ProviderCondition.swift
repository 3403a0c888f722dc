import Jobs

/// How a provider is, as its calls and checks tell: a breaker, told what happens and when. A pure state machine.
struct ProviderCondition: Sendable {
    enum Standing: Hashable, Sendable {
        case well
        /// Calls fail: none is made before a check goes through.
        case open
        /// Nothing will work until somebody acts.
        case stopped
    }

    private(set) var standing = Standing.well
    /// Why calls fail, or failed last.
    private(set) var trouble: String?
    /// When a provider that is not well is checked next.
    private(set) var nextCheck: Timestamp?
    /// Calls in a row that failed.
    private var failures = 0
    private var budget = RetryBudget()
    /// Checks since the last call that went through.
    private var checks = 0
    /// A check went through, but no call has yet: the first failure will do.
    private var isOnTrial = false
    private var isSpent = false

    private static let failuresToOpen = 3

    /// A call went through. One that was under way when the provider was stopped says nothing of now.
    mutating func succeeded() {
        guard standing == .well else { return }
        budget.succeeded()
        failures = 0
        checks = 0
        isOnTrial = false
        trouble = nil
    }

    /// A call failed, and its texts were not to blame. True when calls are not to go on.
    mutating func failed(_ trouble: String, at now: Timestamp) -> Bool {
        self.trouble = trouble
        guard standing == .well else { return false }
        failures += 1
        budget.failed()
        guard isOnTrial || failures >= Self.failuresToOpen || budget.isSpent else { return false }
        standing = .open
        planCheck(at: now)
        return true
    }

    /// A call or a check found it stopped. True when this is news: calls that were on their way find the same.
    /// - Parameter isSpent: for want of money.
    mutating func stopped(_ trouble: String, isSpent: Bool, at now: Timestamp) -> Bool {
        self.trouble = trouble
        self.isSpent = isSpent
        guard standing != .stopped else { return false }
        standing = .stopped
        planCheck(at: now)
        return true
    }

    /// A check failed as well.
    mutating func checkFailed(_ trouble: String, at now: Timestamp) {
        self.trouble = trouble
        planCheck(at: now)
    }

    /// A check went through: calls may be tried again. Only one that succeeds shortens the time to the next check.
    mutating func isWell() {
        standing = .well
        isOnTrial = true
        nextCheck = nil
        failures = 0
        budget = RetryBudget()
    }

    /// Soon at first, since somebody may be mending it, then every minute; for want of money, every five. A provider that is
    /// away is looked for more often.
    private mutating func planCheck(at now: Timestamp) {
        checks += 1
        nextCheck =
            switch standing {
            case .stopped where isSpent: now + .seconds(300)
            case .stopped: now + .seconds(min(60, 1 << min(checks, 6)))
            case .open, .well: now + max(.milliseconds(100), Backoff.probes.delay(after: checks))
            }
    }
}
