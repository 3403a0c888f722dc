import Analysis
import Jobs

/// Keeps calls away from a provider that fails (M. Nygard, "Release It!", 2007). It counts distinct jobs: failures of
/// one job, however many, say nothing of the provider. A pure state machine.
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
    /// Why calls fail, or failed last.
    private(set) var fault: ProviderError.Fault?
    private(set) var detail = ""
    /// Failed calls since the last real success that have no job in common.
    private var failures: [(fault: ProviderError.Fault, jobs: Set<Int64>)] = []
    /// Times that it opened since the last real success: a canary alone does not shorten the time to the next probe.
    private var openings = 0

    /// Distinct jobs that fail alike before it opens.
    private static let threshold = 3

    var isClosed: Bool { state == .closed }

    /// What is wrong does not mend itself.
    var needsOperator: Bool {
        switch fault {
        case .misconfiguration, .noCredit, .rejection: true
        case .outage, .unreadable, nil: false
        }
    }

    /// Calls failed since the last real success, but too few to tell who is to blame.
    var isInDoubt: Bool { isClosed && !failures.isEmpty }

    /// A call answered for a job. In a state other than closed only the probe's outcome counts: others began before.
    mutating func succeeded(isProbe: Bool) {
        guard isClosed || isProbe else { return }
        state = .closed
        failures = []
        openings = 0
    }

    /// A call failed.
    /// - Parameter jobs: of the call. In a pack any of them may be to blame, so it counts once; a smaller call that
    ///   fails takes the place of a larger one that held its jobs.
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

    /// A canary was answered: calls may be tried again. It is no real success.
    mutating func canarySucceeded() {
        state = .closed
        failures = []
    }

    /// The time of the next probe has come, or the probe that was claimed is given back.
    mutating func startProbe() { state = .halfOpen }

    /// True for one caller: the next call is the probe.
    mutating func claimProbe() -> Bool {
        guard state == .halfOpen else { return false }
        state = .claimed
        return true
    }

    /// The probe is sent. False when it took too long to find a job for it.
    mutating func sendProbe() -> Bool {
        guard state == .claimed else { return false }
        state = .probing
        return true
    }

    /// The probe is made with a canary, since there is no job for it. False when one is under way.
    mutating func takeProbe() -> Bool {
        guard state == .halfOpen || state == .claimed else { return false }
        state = .probing
        return true
    }

    /// The probe said nothing of the provider's health.
    mutating func repeatProbe(at now: Timestamp) { open(at: now) }

    /// The next probe is soon at first, since somebody may be mending it, then every minute; for want of money, every
    /// five. A provider that is away is looked for more often.
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
