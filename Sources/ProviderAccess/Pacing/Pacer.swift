package import Analysis
package import Jobs

/// A rate limiter: keeps calls within the provider's limits before they are made. A slot waits for capacity before it
/// leases anything, and the call is charged as soon as its size is known.
package protocol Pacer: Sendable {
    /// Waits until a call may be made, and says how many tokens it may have. Nothing is charged yet.
    /// - Parameter isOver: whether to stop waiting, asked whenever something changes. The result is then nil.
    func room(
        for request: CapacityRequest, unless isOver: @escaping @Sendable () -> Bool
    ) async throws(CancellationError) -> Int?

    /// Charges a call of this size if there is capacity for it now; nil if there is none, or if that cannot be known
    /// without waiting.
    func chargeAtOnce(tokens: Int) -> Permit?

    /// Charges a call of this size, and waits for capacity if there is none.
    /// - Parameters:
    ///   - hasPriority: whether to go before those who wait in `room`, because the jobs are leased already.
    ///   - isOver: as with `room`.
    func charge(
        tokens: Int, hasPriority: Bool, unless isOver: @escaping @Sendable () -> Bool
    ) async throws(CancellationError) -> Permit?

    /// Corrects the charge by what the call really used, and learns from the outcome. Has an effect once for each
    /// permit.
    func settle(_ permit: Permit, _ outcome: CallOutcome) async

    /// No call is made before this time.
    func hold(until time: Timestamp) async

    /// Makes waiters ask again whether to stop waiting.
    func reconsider()

    /// When the next call is expected to be made; nil if it can be made now.
    var nextAt: Timestamp? { get }

    /// The most tokens that a call may ever have; nil means no limit.
    var largestCall: Int? { get }

    /// Whether there are limits, so that calls compete for capacity.
    var isLimited: Bool { get }

    /// Figures for operators.
    var status: PacerStatus { get }

    /// How many calls of this size the limits allow in a second; nil means no limit.
    func callsPerSecond(tokens: Int) -> Double?
}

/// The desired size of a call, in tokens.
package struct CapacityRequest: Hashable, Sendable {
    /// Enough for one job.
    package let least: Int
    /// Enough for all waiting jobs, up to a full pack.
    package let wanted: Int

    package init(least: Int, wanted: Int) {
        self.least = least
        self.wanted = max(least, wanted)
    }
}

/// The current state of a provider's limits.
package struct PacerStatus: Hashable, Sendable {
    /// What may be charged now; nil where no limit is known.
    package var requestsLeft: Int?
    package var tokensLeft: Int?
    /// Maximum number of concurrent calls, as learned so far, and the calls in flight now.
    package var concurrency: Int
    package var inFlight: Int
    /// Number of waits for capacity, and their total duration.
    package var waits = 0
    package var waited = Duration.zero

    package init(requestsLeft: Int? = nil, tokensLeft: Int? = nil, concurrency: Int, inFlight: Int) {
        self.requestsLeft = requestsLeft
        self.tokensLeft = tokensLeft
        self.concurrency = concurrency
        self.inFlight = inFlight
    }
}

/// The outcome of a call under a permit, as far as the limits are concerned.
package enum CallOutcome: Sendable {
    /// It used this many tokens, and the provider reported this about its limits.
    case done(tokens: Int, reports: [RateLimitReport])
    /// A limit is used up.
    case refused(by: RateLimitReport?, retryAfter: Duration?)
    /// The provider was overloaded.
    case overloaded
    /// It failed in another way, at an unknown cost.
    case failed
    /// It was never made.
    case unused
}

/// Permission for one provider call of a given size.
package struct Permit: Hashable, Sendable {
    package let tokens: Int
    /// Identifies the charge for it.
    let number: Int
    let begun: Timestamp

    package init(tokens: Int, number: Int = 0, begun: Timestamp = Timestamp(microseconds: 0)) {
        self.tokens = tokens
        self.number = number
        self.begun = begun
    }
}
