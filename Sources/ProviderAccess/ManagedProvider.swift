package import Analysis
package import AsyncPrimitives
import Jobs
import Logging
import Synchronization
import Telemetry

/// One provider of the chain, with all that its calls pass through: rate limiter, circuit breaker, pack size and
/// figures.
package final class ManagedProvider: Sendable {
    package let provider: any Provider
    package let pacer: any Pacer
    /// What its answers depend on.
    package let profile: AnalysisProfile
    /// The provider's health.
    package let health: HealthMonitor
    /// Whether it is not the first of the chain. Results of a fallback are marked as such.
    package let isFallback: Bool
    /// Lets one slot at a time wait for capacity and lease, when a limit applies.
    package let leasing = FairLock()

    fileprivate struct State {
        var packs: PackSizer
        var metrics = CallMetrics()
        /// How many calls in a row were refused by a limit without a time to wait.
        var refusals = 0
        /// Tokens of the next call, if it is known to need more than estimated.
        var expectedCall: Int?
        /// Tokens of the largest call that was answered.
        var largestAnswered = 0
        /// Maximum tokens of a call, learned from a call that was too large, and when this expires.
        var callLimit: (tokens: Int, until: Timestamp)?
    }

    private let state: Mutex<State>
    private let time: any TimeSource
    private let totals: Metrics
    private let logger: Logger
    private let onChange: @Sendable () -> Void

    /// - Parameters:
    ///   - packSize: maximum number of documents in one call; the provider may take fewer.
    ///   - totals: where the calls of all providers are counted.
    ///   - onChange: called outside all locks when calls must stop for a while, or may be made again.
    init(
        _ binding: ProviderBinding, isFallback: Bool, packSize: Int, time: any TimeSource, totals: Metrics,
        logger: Logger, onChange: @escaping @Sendable () -> Void
    ) {
        (provider, profile, pacer) = (binding.provider, binding.profile, binding.pacer)
        self.isFallback = isFallback
        self.time = time
        self.totals = totals
        self.logger = logger
        self.onChange = onChange
        health = HealthMonitor(
            provider: binding.provider.model.provider, time: time, logger: logger, onChange: onChange)
        state = Mutex(State(packs: PackSizer(most: min(packSize, binding.provider.packSize))))
    }

    /// Maximum number of documents in the next call.
    package var packSize: Int { state.withLock { $0.packs.size } }

    /// Tokens of the next call, if its first job is known to need more than the minimum.
    package var expectedCall: Int? { state.withLock { $0.expectedCall } }

    /// Sets how many tokens the next call is known to need; nil for the minimum.
    package func expect(callOf tokens: Int?) { state.withLock { $0.expectedCall = tokens } }

    package var metrics: CallMetrics { state.withLock { $0.metrics } }

    /// Maximum tokens of one call: the smallest of the provider's own limit, the limit learned from calls that were too
    /// large, and what the rate limits allow. Nil means no limit.
    package var largestCall: Int? {
        let now = time.now
        let told = state.withLock { state in state.callLimit.flatMap { now < $0.until ? $0.tokens : nil } }
        return [provider.callLimit, told, pacer.largestCall].compactMap(\.self).min()
    }

    /// Whether a document that was too large for one call will be read in parts when it is leased again.
    package func canSplit(_ item: ProviderItem) -> Bool {
        guard let limit = largestCall, limit > Self.leastSplit else { return false }
        return provider.isTooLong(item, callLimit: limit)
    }

    /// Minimum tokens of a call that has room for a useful part.
    fileprivate static let leastSplit = 1500

    /// How long a provider may allow no calls before another one replaces it.
    private static let longestPause = Duration.seconds(60)

    /// Whether calls may be made now or soon.
    var isPrompt: Bool {
        guard health.isWell else { return false }
        return pacer.nextAt.map { $0 - time.now <= Self.longestPause } ?? true
    }

    /// Makes one call for jobs of the queue, under a permit, and records its outcome for limits, health and figures.
    /// - Parameters:
    ///   - jobs: the jobs of the items, in the same order.
    ///   - isPaper: whether it is one of many calls of one job. Such calls do not count towards the share of failing
    ///     calls.
    package func call(
        _ items: [ProviderItem], for jobs: [Int64], _ permit: Permit, isProbe: Bool = false, isPaper: Bool = false
    ) async -> Result<ProviderReply, ProviderError> {
        let hasSuspects = isPaper || health.withPoison { poison in jobs.contains(where: poison.isSuspect) }
        let outcome = await send(items, permit)
        let answered = outcome.map { reply in reply.answers.count { !$0.isFaulty } }
        health.record(
            answered, of: ProviderHealth.Call(jobs: jobs, isProbe: isProbe, hasSuspects: hasSuspects))
        return outcome
    }

    /// Makes one call, counts it, and applies its effect on the limits.
    func send(_ items: [ProviderItem], _ permit: Permit) async -> Result<ProviderReply, ProviderError> {
        let started = time.now
        let outcome = await Result { () async throws(ProviderError) in try await provider.analyze(items) }
        count(outcome, of: items, permit, took: time.now - started)
        await pacer.settle(permit, CallOutcome(outcome))
        switch outcome {
        case .success(let reply):
            for note in reply.notes {
                logger.notice("provider request adjusted", metadata: ["provider": "\(model)", "change": "\(note)"])
            }
        case .failure(let error): await hold(for: error)
        }
        return outcome
    }

    private var model: String { "\(provider.model.provider)/\(provider.model.model)" }

    private func count(
        _ outcome: Result<ProviderReply, ProviderError>, of items: [ProviderItem], _ permit: Permit, took: Duration
    ) {
        totals.add(to: .providerCalls)
        totals.add(items.count, to: .packedJobs)
        totals.providerCall(took)
        switch outcome {
        case .success(let reply):
            totals.add(reply.usage.prompt, to: .promptTokens)
            totals.add(reply.usage.completion, to: .completionTokens)
        case .failure(let error): if error.figure != .cancelled { totals.add(to: .providerErrors) }
        }
        state.withLock { state in
            state.metrics.count(outcome, took: took)
            state.learn(outcome, of: items.count, tokens: permit.tokens)
            if case .failure(let error) = outcome, case .tooLarge(let limit) = error.items, items.count == 1 {
                state.noteTooLarge(limit, permit.tokens, at: time.now)
            }
        }
    }

    /// Holds all calls for as long as the provider asks. If it refuses a call without saying how long, backs off.
    private func hold(for error: ProviderError) async {
        let delay: Duration?
        switch error.limits {
        case .refused(_, let asked): delay = asked
        case .overloaded(let asked?): delay = asked
        case .overloaded(nil), .notCounted, .unknownCost: return
        }
        let refusals = state.withLock { state in
            state.refusals = delay == nil ? state.refusals + 1 : 0
            return state.refusals
        }
        let end = time.now + (delay ?? max(.milliseconds(500), Backoff.limits.delay(after: refusals)))
        await pacer.hold(until: end)
        onChange()
    }
}

extension ManagedProvider.State {
    /// A call with one item was too large, so such calls are not tried for an hour. The provider may count more than we
    /// do, so the new limit is at most three quarters of the call. But one message may be wrong and must not fail every
    /// text, so it lowers the limit no further than to the size of a useful part, or to half of a small call.
    fileprivate mutating func noteTooLarge(_ told: Int?, _ tokens: Int, at now: Timestamp) {
        // Ignored if larger calls were answered, or if the provider's limit is far above our count: then it concerns
        // this text.
        guard tokens > largestAnswered, told ?? 0 < 2 * tokens else { return }
        let limit = max(min(told ?? .max, tokens * 3 / 4), min(tokens / 2, ManagedProvider.leastSplit))
        let known = callLimit.map { now < $0.until ? $0.tokens : limit } ?? limit
        callLimit = (min(known, limit), now + .seconds(3600))
    }

    fileprivate mutating func learn(
        _ outcome: Result<ProviderReply, ProviderError>, of items: Int, tokens: Int
    ) {
        guard case .success(let reply) = outcome else { return }
        largestAnswered = max(largestAnswered, tokens)
        if let limit = callLimit?.tokens, tokens > limit { callLimit = nil }
        refusals = 0
        if items > 1 { packs.pack(reply.answers, of: items) } else { packs.single() }
    }
}

extension CallOutcome {
    fileprivate init(_ outcome: Result<ProviderReply, ProviderError>) {
        switch outcome {
        case .success(let reply): self = .done(tokens: reply.usage.counted, reports: reply.reports)
        case .failure(let error):
            self =
                switch error.limits {
                case .refused(let report, let delay): .refused(by: report, retryAfter: delay)
                case .overloaded: .overloaded
                case .notCounted: .unused
                case .unknownCost: .failed
                }
        }
    }
}
