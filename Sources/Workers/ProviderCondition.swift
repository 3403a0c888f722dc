import Jobs

/// How the provider is, as its calls and checks tell: a pure state machine, told what happens and when.
struct ProviderCondition: Sendable {
    /// What whoever wants to call is to do.
    enum Advice: Hashable, Sendable {
        case call
        /// Somebody else looks after the provider.
        case wait
        /// Nobody does: check at this time, then tell.
        case check(at: Timestamp)
    }

    /// Calls in a row that failed.
    private(set) var failures = 0
    /// Why the provider takes nothing; nil while it works.
    private(set) var trouble: String?
    /// When a stopped provider is checked next; nil while it is not stopped.
    private(set) var nextCheck: Timestamp?
    /// Stops since the last call that went through.
    private var stops = 0
    private var isChecking = false

    var isStopped: Bool { nextCheck != nil }

    /// Two in a row are no accident: one call in a hundred may meet a server that is just being replaced.
    var isFailing: Bool { failures > 1 }

    /// A call went through. One that was under way when the provider was stopped says nothing of now.
    mutating func succeeded() {
        guard !isStopped else { return }
        self = ProviderCondition()
    }

    mutating func failed(_ trouble: String) {
        failures += 1
        self.trouble = trouble
    }

    /// A call found it stopped. True when this is news: calls that were on their way find the same.
    mutating func stopped(_ trouble: String, at now: Timestamp) -> Bool {
        self.trouble = trouble
        guard !isStopped else { return false }
        planCheck(at: now)
        return true
    }

    /// A check found it stopped still.
    mutating func checkFailed(_ trouble: String, at now: Timestamp) {
        self.trouble = trouble
        isChecking = false
        planCheck(at: now)
    }

    /// Soon at first, since somebody may be mending it, then every minute.
    private mutating func planCheck(at now: Timestamp) {
        nextCheck = now + .seconds(min(60, 2 << min(stops, 6)))
        stops += 1
    }

    /// A check went through: calls may be tried again. Only one that succeeds shortens the time to the next check.
    mutating func isWell() {
        nextCheck = nil
        isChecking = false
    }

    /// The one who was to check cannot.
    mutating func gaveUpCheck() {
        isChecking = false
    }

    mutating func advice() -> Advice {
        guard let nextCheck else { return .call }
        guard !isChecking else { return .wait }
        isChecking = true
        return .check(at: nextCheck)
    }
}
