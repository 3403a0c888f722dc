import Analysis
import AsyncPrimitives
package import Jobs
package import Logging
import Synchronization

/// Tracks a provider's health by the outcomes of its calls, and informs the operator.
package final class HealthMonitor: Sendable {
    /// Why a provider takes no calls.
    package struct Trouble: Sendable {
        /// Whether somebody must act.
        package let isStopped: Bool
        /// A line for operators.
        package let detail: String
        /// When the next probe is made.
        package let nextCheck: Timestamp?
    }

    /// What the health check loop does next.
    enum Check: Hashable {
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
    private let changes = EventCounter()
    /// Called outside all locks when calls must stop, or may be made again.
    private let onChange: @Sendable () -> Void

    package init(provider: String, time: any TimeSource, logger: Logger, onChange: @escaping @Sendable () -> Void) {
        self.time = time
        var logger = logger
        logger[metadataKey: "provider"] = "\(provider)"
        self.logger = logger
        self.onChange = onChange
    }

    // MARK: For callers

    /// Whether calls may be made.
    package var isWell: Bool { state.withLock { $0.health.breaker.isClosed } }

    /// Whether calls may be made, or one call as a probe.
    var breakerState: CircuitBreaker.State { state.withLock { $0.health.breaker.state } }

    /// Claims the probe. True for one caller, whose next call is the probe.
    package func claimProbe() -> Bool { state.withLock { $0.health.breaker.claimProbe() } }

    /// The probe is sent now. False if a canary has replaced it.
    package func sendProbe() -> Bool { state.withLock { $0.health.breaker.sendProbe() } }

    /// The claimed probe is not made. Another caller may claim it.
    package func giveProbeBack() {
        change { if $0.health.breaker.state == .claimed { $0.health.breaker.startProbe() } }
    }

    /// Records the outcome of a call for jobs of the queue.
    func record(_ outcome: Result<Int, ProviderError>, of call: ProviderHealth.Call) {
        change { state in
            // An answered call shows that the advice from the list of models was wrong.
            if case .success(let answered) = outcome, answered > 0 { state.advice = nil }
            state.health.record(outcome, of: call, at: time.now)
        }
        if case .failure(let error) = outcome, error.figure != .cancelled {
            logger.warning(
                "provider call failed", metadata: ["error": "\(error)", "jobs": "\(call.jobs.count)"])
        }
    }

    /// Runs the body on the poison job detector, under the lock.
    package func withPoison<Value>(_ body: (inout PoisonJobDetector) -> Value) -> Value {
        change { state in
            defer { state.health.planCanary(at: time.now) }
            return body(&state.health.poison)
        }
    }

    // MARK: For operators

    /// Nil while calls may be made.
    package var trouble: Trouble? {
        state.withLock { state in
            let breaker = state.health.breaker
            guard !breaker.isClosed else { return nil }
            var next: Timestamp?
            if case .open(let until) = breaker.state { next = until }
            return Trouble(isStopped: breaker.needsOperator, detail: breaker.detail, nextCheck: next)
        }
    }

    /// What the provider's list of models says against the configuration. Calls are made regardless. Nil once a call
    /// has been answered.
    package var advice: String? { state.withLock { $0.advice } }

    func advise(_ advice: String) {
        state.withLock { $0.advice = advice }
        logger.warning("provider configuration is in doubt", metadata: ["reason": "\(advice)"])
    }

    // MARK: For the health check loop

    /// Waits until there is something to do; nil when the task is cancelled.
    func nextCheck() async -> Check? {
        while !Task.isCancelled {
            let seen = changes.count
            let next = state.withLock { state -> (check: Check, due: Timestamp)? in
                switch state.health.breaker.state {
                case .open(let until): (.probe, until)
                case .closed: state.health.canaryAt.map { (.canary, $0) }
                case .halfOpen, .claimed, .probing: nil
                }
            }
            guard let (check, due) = next else {
                await changes.wait(after: seen)
                continue
            }
            if due <= time.now { return check }
            do { try await changes.wait(after: seen, orUntil: { [time] in try await time.sleep(until: due) }) } catch {
                return nil
            }
        }
        return nil
    }

    /// Half-opens the breaker, so that one call may be made. Returns when the probe is sent, or after the time limit.
    func letProbe(within limit: Duration) async {
        let end = time.now + limit
        change { $0.health.breaker.startProbe() }
        while !Task.isCancelled {
            let seen = changes.count
            guard [.halfOpen, .claimed].contains(breakerState), time.now < end else { return }
            do { try await changes.wait(after: seen, orUntil: { [time] in try await time.sleep(until: end) }) } catch {
                return
            }
        }
    }

    /// Takes the probe for a canary. False if a job has made it already.
    func takeProbe() -> Bool { change { $0.health.breaker.takeProbe() } }

    /// Whether a canary is still needed to decide who is to blame for a failure.
    var wantsCanary: Bool { state.withLock { $0.health.breaker.isClosed && $0.health.canaryAt != nil } }

    func postponeCanary() { state.withLock { $0.health.postponeCanary(at: time.now) } }

    func recordCanary(_ error: ProviderError?, isProbe: Bool) {
        change { $0.health.recordCanary(error, isProbe: isProbe, at: time.now) }
    }

    /// Changes the state, then logs the change and wakes those who wait for it.
    private func change<Value>(_ body: (inout State) -> Value) -> Value {
        let (value, old, new, isPlanned) = state.withLock { state in
            let (old, canaryAt) = (state.health.breaker, state.health.canaryAt)
            return (body(&state), old, state.health.breaker, state.health.canaryAt != canaryAt)
        }
        if old.isClosed, !new.isClosed {
            let level: Logger.Level = new.needsOperator ? .error : .warning
            logger.log(level: level, "provider circuit opened", metadata: ["reason": "\(new.detail)"])
        } else if !old.isClosed, new.isClosed {
            logger.notice("provider circuit closed")
        }
        if old.state != new.state || isPlanned { changes.notify() }
        if old.state != new.state { onChange() }
        return value
    }
}
