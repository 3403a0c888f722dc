package import Jobs
import Logging
import Synchronization

/// Knows how a provider is, from what its calls come to, and tells the operator.
package final class HealthMonitor: Sendable {
    /// What is wrong with a provider that takes no calls.
    package struct Trouble: Sendable {
        /// Somebody must act.
        package let isStopped: Bool
        /// A line for operators.
        package let detail: String
        /// When the next probe is made.
        package let nextCheck: Timestamp?
    }

    /// What is to be done next, and when.
    enum Errand: Hashable {
        case probe
        case canary
    }

    private struct State {
        var health = ProviderHealth()
        var advice: String?
    }

    private let state = Mutex(State())
    private let time: any TimeSource
    private let logger: Logger
    private let signal = Bell()
    /// Called when calls are not to be made any more, or may be made again, outside all locks.
    private let onChange: @Sendable () -> Void

    init(provider: String, time: any TimeSource, logger: Logger, onChange: @escaping @Sendable () -> Void) {
        self.time = time
        var logger = logger
        logger[metadataKey: "provider"] = "\(provider)"
        self.logger = logger
        self.onChange = onChange
    }

    // MARK: For those who call

    /// Calls may be made.
    package var isWell: Bool { state.withLock { $0.health.breaker.isClosed } }

    /// One call may be made as a probe.
    var wantsProbe: Bool { state.withLock { $0.health.breaker.state == .halfOpen } }

    /// A probe is claimed, and has not been sent.
    var isProbeClaimed: Bool { state.withLock { $0.health.breaker.state == .claimed } }

    /// True for one caller: the call that it makes next is the probe.
    func claimProbe() -> Bool { state.withLock { $0.health.breaker.claimProbe() } }

    /// The probe is sent now. False when it was given to a canary meanwhile.
    func sendProbe() -> Bool { state.withLock { $0.health.breaker.sendProbe() } }

    /// The probe that was claimed is not made: another one may make it.
    func giveProbeBack() {
        state.withLock { if $0.health.breaker.state == .claimed { $0.health.breaker.startProbe() } }
        changed()
    }

    /// What a call for jobs of the queue came to.
    func record(_ outcome: Result<Int, ProviderError>, of call: ProviderHealth.Call) {
        change { state in
            // A call decides: what the list said against it was wrong.
            if case .success(let answered) = outcome, answered > 0 { state.advice = nil }
            return state.health.record(outcome, of: call, at: time.now)
        }
        if case .failure(let error) = outcome, error.figure != .cancelled {
            logger.warning(
                "provider call failed", metadata: ["error": "\(error)", "jobs": "\(call.jobs.count)"])
        }
    }

    /// What is known of jobs that may make calls fail.
    func withPoison<Value>(_ body: (inout PoisonJobDetector) -> Value) -> Value {
        let (value, isPlanned) = state.withLock { state in
            let (value, before) = (body(&state.health.poison), state.health.canaryAt)
            state.health.planCanary(at: time.now)
            return (value, state.health.canaryAt != before)
        }
        if isPlanned { signal.ring() }
        return value
    }

    // MARK: For operators

    /// Nil when calls are made.
    package var trouble: Trouble? {
        state.withLock { state in
            let breaker = state.health.breaker
            guard !breaker.isClosed else { return nil }
            var next: Timestamp?
            if case .open(let until) = breaker.state { next = until }
            return Trouble(isStopped: breaker.needsOperator, detail: breaker.detail, nextCheck: next)
        }
    }

    /// What the provider's list of models says against the configuration; calls are made all the same. Nil once a call
    /// has been answered.
    package var advice: String? { state.withLock { $0.advice } }

    func advise(_ advice: String) {
        state.withLock { $0.advice = advice }
        logger.warning("provider configuration is in doubt", metadata: ["reason": "\(advice)"])
    }

    // MARK: For the loop of probes

    /// Waits until there is something to do; nil when the task is cancelled.
    func nextErrand() async -> Errand? {
        while !Task.isCancelled {
            let rings = signal.rings
            let (errand, due) =
                state.withLock { state -> (Errand, Timestamp)? in
                    switch state.health.breaker.state {
                    case .open(let until): (.probe, until)
                    case .closed: state.health.canaryAt.map { (.canary, $0) }
                    case .halfOpen, .claimed, .probing: nil
                    }
                } ?? (.probe, Timestamp(microseconds: .max))
            if due <= time.now { return errand }
            do {
                if due.microseconds == .max {
                    await signal.wait(after: rings)
                } else {
                    try await signal.wait(after: rings, until: due, on: time)
                }
            } catch { return nil }
        }
        return nil
    }

    /// The breaker is half open: one call may be made. Returns when the probe is sent, or after the time.
    func letProbe(within patience: Duration) async {
        let end = time.now + patience
        state.withLock { $0.health.breaker.startProbe() }
        changed()
        while !Task.isCancelled {
            let rings = signal.rings
            let isWaiting = state.withLock { [.halfOpen, .claimed].contains($0.health.breaker.state) }
            guard isWaiting, time.now < end else { return }
            do { try await signal.wait(after: rings, until: end, on: time) } catch { return }
        }
    }

    /// The canary makes the probe, where no job has become one.
    func takeProbe() -> Bool {
        let isTaken = state.withLock { $0.health.breaker.takeProbe() }
        if isTaken { changed() }
        return isTaken
    }

    /// A canary is still wanted to decide a doubt.
    var wantsCanary: Bool { state.withLock { $0.health.breaker.isClosed && $0.health.canaryAt != nil } }

    func postponeCanary() { state.withLock { $0.health.postponeCanary(at: time.now) } }

    func recordCanary(_ error: ProviderError?, isProbe: Bool) {
        change { $0.health.recordCanary(error, isProbe: isProbe, at: time.now) }
    }

    /// Changes the state, and tells whom it concerns.
    /// - Parameter body: returns whether it opened the breaker.
    private func change(_ body: (inout State) -> Bool) {
        let (opened, old, breaker, isPlanned) = state.withLock { state in
            let (old, canaryAt) = (state.health.breaker.state, state.health.canaryAt)
            let opened = body(&state)
            return (opened, old, state.health.breaker, state.health.canaryAt != canaryAt)
        }
        if opened {
            let level: Logger.Level = breaker.needsOperator ? .error : .warning
            logger.log(level: level, "provider circuit opened", metadata: ["reason": "\(breaker.detail)"])
        } else if old != .closed, breaker.isClosed {
            logger.notice("provider circuit closed")
        }
        if old != breaker.state {
            changed()
        } else if isPlanned {
            signal.ring()
        }
    }

    private func changed() {
        signal.ring()
        onChange()
    }
}
