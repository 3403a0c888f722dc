/// Groq's chat completions without HTTP: limits, faults, statistics. Time is an argument, and chance comes from a seed:
/// the same calls at the same times get the same answers.
///
///     let call = simulator.begin(request, key: key, at: now)
///     let reply = call.reply()
///     // … after reply.delay:
///     simulator.end(call, reply, delivered: true, at: later)
///
/// Times are durations since the start of 1970 and never step back. Not for several threads at once: its owner locks
/// it, but not around `reply()`, which is most of the work.
package struct Simulator: Sendable {
    package private(set) var settings: Settings
    package private(set) var statistics = Statistics()
    private let seed: UInt64
    /// Calls since the start.
    private var ordinal: UInt64 = 0
    /// By model, as Groq counts them.
    private var limiters: [String: RateLimiter] = [:]

    package init(settings: Settings = Settings(), seed: UInt64 = 1) {
        self.settings = settings
        self.seed = seed
    }

    /// For later calls. What was charged stays charged, unless the limits are refilled in another way now.
    package mutating func apply(_ settings: Settings) {
        if settings.limits.refill != self.settings.limits.refill { limiters = [:] }
        self.settings = settings
    }

    /// Counts from 0 again. The limits remember what was charged to them.
    package mutating func resetStatistics(at now: Duration) {
        statistics.reset(at: now)
    }

    /// Decides what becomes of a call, and charges it if it is admitted.
    /// - Parameters:
    ///   - request: what is asked, or what is wrong with it.
    ///   - key: the caller's, without `Bearer`.
    package mutating func begin(_ request: Result<ChatRequest, APIError>, key: String?, at now: Duration) -> Call {
        statistics.began(at: now)
        ordinal += 1
        let number = statistics.calls
        var random = SeededRandom(seed: seed, stream: ordinal)
        var limits: [Header] = []
        let verdict = Result { () throws(APIError) in
            try admit(request, key: key, number: number, at: now, limits: &limits, random: &random)
        }
        if case .success(let admission) = verdict { statistics.admitted(admission.request, at: now) }
        return Call(number: number, time: now, verdict: verdict, limits: limits, random: random)
    }

    /// Puts right what was charged, and counts what became of the call. Once for each call.
    /// - Parameter delivered: false if the caller did not wait for the answer.
    package mutating func end(_ call: Call, _ reply: Reply, delivered: Bool, at now: Duration) {
        statistics.ended(call, reply, delivered: delivered, at: now)
        guard case .success(let admission) = call.verdict, let usage = reply.usage else { return }
        limiters[admission.model.id]?.correct(
            admission.reservation, tokens: usage.totalTokens, at: now, settings.limits)
    }

    private mutating func admit(
        _ request: Result<ChatRequest, APIError>, key: String?, number: Int, at now: Duration, limits: inout [Header],
        random: inout SeededRandom
    ) throws(APIError) -> Call.Admission {
        try settings.authorize(key)
        let request = try request.get()
        let model = try settings.model(request.model)
        var limiter = limiters[model.id] ?? RateLimiter(refill: settings.limits.refill)
        defer {
            limits = limiter.headers(at: now, settings.limits)
            limiters[model.id] = limiter
        }
        let fate = settings.faults.fate(call: number, pack: request.pack, random: &random)
        statistics.met(fate)
        if let refusal = refusal(fate.kind, request, random: &random) { throw refusal }
        guard request.promptTokens + (request.maxCompletionTokens ?? 0) <= model.contextWindow else {
            throw .contextLengthExceeded
        }
        do {
            let reservation = try limiter.admit(tokens: request.requestedTokens, at: now, settings.limits)
            return Call.Admission(
                request: request, model: model, fate: fate, reservation: reservation, settings: settings)
        } catch {
            throw APIError(error, model: model.id, settings: settings)
        }
    }

    /// What a fault says to a call that is not even admitted.
    private func refusal(_ kind: FaultKind?, _ request: ChatRequest, random: inout SeededRandom) -> APIError? {
        switch kind {
        case .unauthorized: return .invalidKey
        case .unknownModel: return .unknownModel(request.model)
        case .tooLarge: return .bodyTooLarge
        case .capacity: return .capacityExceeded
        case .server: return [APIError.internalError, .badGateway, .unavailable].randomElement(using: &random)
        case .rateLimited:
            // A limit that is none must not be named: a client would keep to it.
            guard let limit = settings.limits.tokensPerMinute else {
                return .limited(model: request.model, retryAfter: settings.faults.retryAfter)
            }
            let excess = RateLimiter.Excess.exceeded(
                .tokensPerMinute, limit: limit, used: limit, requested: request.requestedTokens,
                wait: settings.faults.retryAfter)
            return APIError(excess, model: request.model, settings: settings)
        default: return nil
        }
    }
}
