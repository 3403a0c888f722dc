import Analysis
import Jobs

/// The circuit breaker of a provider (M. Nygard, "Release It!", 2007). It counts distinct jobs: any number of failures
/// of one job says nothing about the provider. A pure state machine.
struct CircuitBreaker: Sendable {
    enum State: Hashable, Sendable {
        case closed
        /// No call is made before the time of the next probe.
        case open(until: Timestamp)
        /// One call may be made as a probe; nobody has claimed it yet.
        case halfOpen
        /// The probe is being prepared: its job is not known yet.
        case claimed
        /// The probe is under way, with a job of the queue or with a canary.
        case probing
    }

    private(set) var state = State.closed
    /// Why calls fail, or failed most recently.
    private(set) var fault: ProviderError.Fault?
    private(set) var detail = ""
    /// Failed calls since the last real success that have no job in common.
    private var failures: [(fault: ProviderError.Fault, jobs: Set<Int64>)] = []
    /// How often it opened since the last real success. An answered canary does not reset this, and so does not shorten
    /// the time to the next probe.
    private var openings = 0

    /// How many failures of distinct jobs with the same fault open it.
    private static let threshold = 3

    var isClosed: Bool { state == .closed }

    /// Whether the fault needs an operator, since it does not go away by itself.
    var needsOperator: Bool {
        switch fault {
        case .misconfiguration, .noCredit, .rejection: true
        case .outage, .unreadable, nil: false
        }
    }

    /// Whether calls have failed since the last success, but too few to tell who is to blame.
    var isInDoubt: Bool { isClosed && !failures.isEmpty }

    /// A call answered for a job. Unless the breaker is closed, only the probe counts: other calls began before it
    /// opened.
    mutating func succeeded(isProbe: Bool) {
        guard isClosed || isProbe else { return }
        state = .closed
        failures = []
        openings = 0
    }

    /// A call failed.
    /// - Parameter jobs: of the call. In a pack any of them may be the cause, so the call counts once. A smaller call
    ///   that fails replaces a larger one that contained its jobs.
    mutating func failed(
        _ fault: ProviderError.Fault, _ detail: String, jobs: Set<Int64>, isProbe: Bool, at now: Timestamp
    ) {
        (self.fault, self.detail) = (fault, detail)
        if isProbe { open(at: now) }
        guard isClosed else { return }
        if let whole = failures.firstIndex(where: { $0.fault == fault && $0.jobs.isSuperset(of: jobs) }) {
            failures[whole].jobs = jobs
        } else if failures.allSatisfy({ $0.fault != fault || $0.jobs.isDisjoint(with: jobs) }) {
            failures.append((fault, jobs))
        }
        if failures.count(where: { $0.fault == fault }) >= Self.threshold { open(at: now) }
    }

    /// A canary was answered, so calls may be tried again. It does not count as a real success.
    mutating func canarySucceeded() {
        state = .closed
        failures = []
    }

    /// The next probe is due, or a claimed probe has been given back.
    mutating func startProbe() { state = .halfOpen }

    /// Claims the probe. True for one caller, whose next call is the probe.
    mutating func claimProbe() -> Bool {
        guard state == .halfOpen else { return false }
        state = .claimed
        return true
    }

    /// The probe is sent. False if a canary has replaced it, because no job was found in time.
    mutating func sendProbe() -> Bool {
        guard state == .claimed else { return false }
        state = .probing
        return true
    }

    /// A canary is sent as the probe, because no job was found for it. False if the probe has been sent already.
    mutating func takeProbe() -> Bool {
        guard state == .halfOpen || state == .claimed else { return false }
        state = .probing
        return true
    }

    /// The outcome of the probe said nothing about the provider's health.
    mutating func repeatProbe(at now: Timestamp) { open(at: now) }

    /// After a misconfiguration or rejection the next probe is soon, because somebody may be fixing it, and later one a
    /// minute. Without credit it is one in five minutes. In an outage probes are more frequent.
    private mutating func open(at now: Timestamp) {
        openings += 1
        failures = []
        let delay: Duration =
            switch fault {
            case .noCredit: .seconds(300)
            case .misconfiguration, .rejection: .seconds(min(60, 1 << min(openings, 6)))
            case .outage, .unreadable, nil: max(.milliseconds(100), Backoff.probes.delay(after: openings))
            }
        state = .open(until: now + delay)
    }
}
