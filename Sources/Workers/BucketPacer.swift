package import Jobs
import Synchronization

/// Calls and tokens per minute as buckets that refill continuously; either may be without a limit.
///
/// Waiting permits are served in the order they came, each by its own sleep until its share has flowed in: a call takes
/// its budget at once, into debt where need be, and waits until the debt is paid.
package final class BucketPacer: Pacer {
    /// What the provider allows; nil is no limit.
    package struct Limits: Hashable, Sendable {
        package let callsPerMinute: Int?
        package let tokensPerMinute: Int?

        package init(callsPerMinute: Int? = nil, tokensPerMinute: Int? = nil) {
            self.callsPerMinute = callsPerMinute
            self.tokensPerMinute = tokensPerMinute
        }
    }

    private struct State {
        var calls: TokenBucket?
        var tokens: TokenBucket?
        var heldUntil: Timestamp?
        var isStopped = false
        /// When those who wait will have their share, by number.
        var waiting: [Int: Timestamp] = [:]
        var lastNumber = 0

        /// Takes a permit from the buckets; it holds from the time when they have it all.
        mutating func take(_ permit: Permit, at now: Timestamp) -> (number: Int, ready: Timestamp) {
            let calls = self.calls?.take(1, at: now) ?? now
            let budget = self.tokens?.take(permit.tokens, at: now) ?? now
            // A correction may have filled the buckets since others began to wait: they go first all the same.
            let ready = max(calls, budget, waiting.values.max() ?? now)
            lastNumber += 1
            waiting[lastNumber] = ready
            return (lastNumber, ready)
        }
    }

    private let state: Mutex<State>
    private let time: any TimeSource
    private let jobsPerSecond: Double

    /// - Parameters:
    ///   - slots: calls in flight at most; the guess at a rate where there is no limit, a call a second each.
    ///   - packSize: jobs per call at most.
    package init(limits: Limits, slots: Int, packSize: Int, time: any TimeSource) {
        self.time = time
        let calls = limits.callsPerMinute.map { TokenBucket(perMinute: $0, at: time.now) }
        let tokens = limits.tokensPerMinute.map { TokenBucket(perMinute: $0, at: time.now) }
        state = Mutex(State(calls: calls, tokens: tokens))
        let callsPerSecond = limits.callsPerMinute.map { Double($0) / 60 } ?? Double(slots)
        jobsPerSecond = callsPerSecond * Double(packSize)
    }

    /// More than a minute's worth of tokens is never there, so that is the size of the largest permit.
    package func permit(tokens: Int) async throws(CancellationError) -> Permit {
        let (permit, number, ready) = state.withLock { state in
            let permit = Permit(tokens: min(tokens, state.tokens?.largest ?? tokens))
            let (number, ready) = state.take(permit, at: time.now)
            return (permit, number, ready)
        }
        defer { state.withLock { $0.waiting[number] = nil } }
        do {
            try await wait(until: ready)
        } catch {
            settle(permit, calls: 0, tokens: 0)
            throw error
        }
        return permit
    }

    /// Waits for the time given, and for as long as the provider wants silence, which may grow meanwhile.
    private func wait(until ready: Timestamp) async throws(CancellationError) {
        var ready = ready
        while true {
            if let held = state.withLock({ $0.heldUntil }) { ready = max(ready, held) }
            guard ready > time.now else { return }
            try await time.sleep(until: ready)
        }
    }

    package func resize(_ permit: Permit, to tokens: Int) -> Permit {
        let now = time.now
        state.withLock { $0.tokens?.give(permit.tokens - tokens, at: now) }
        return Permit(tokens: tokens)
    }

    package func settle(_ permit: Permit, calls: Int, tokens: Int) {
        let now = time.now
        state.withLock { state in
            state.calls?.give(1 - calls, at: now)
            state.tokens?.give(permit.tokens - tokens, at: now)
        }
    }

    package func hold(until time: Timestamp) {
        state.withLock { state in
            // A shorter hold never replaces a longer one.
            state.heldUntil = max(time, state.heldUntil ?? time)
        }
    }

    package func setStopped(_ stopped: Bool) {
        state.withLock { $0.isStopped = stopped }
    }

    package var outlook: Outlook {
        let now = time.now
        return state.withLock { state in
            if state.isStopped { return .stopped }
            // The next call is that of the first who waits; where nobody does, that of the next who comes.
            let calls = state.waiting.values.min() ?? state.calls?.time(of: 1, at: now) ?? now
            let free = max(calls, state.heldUntil ?? now)
            return free > now
                ? .waiting(until: free, jobsPerSecond: jobsPerSecond) : .working(jobsPerSecond: jobsPerSecond)
        }
    }
}
