package import Analysis
package import Jobs

/// Keeps calls within the provider's limits before they are made: room for a call is waited for before anything is
/// leased, and the call is charged as soon as its size is known.
package protocol Pacer: Sendable {
    /// Waits until a call may be made, and says how many tokens it may have. Nothing is charged yet.
    /// - Parameter isOver: asked whenever something changes: whether to wait no longer. Then there is none, nil.
    func room(
        for request: CapacityRequest, unless isOver: @escaping @Sendable () -> Bool
    ) async throws(CancellationError) -> Int?

    /// Charges a call of this size if there is room for it now; nil where that cannot be said at once.
    func chargeAtOnce(tokens: Int) -> Permit?

    /// Charges a call of this size, and waits for room where there is none.
    /// - Parameters:
    ///   - hasPriority: goes before those who wait for room: its jobs are leased already.
    ///   - isOver: as with `room`.
    func charge(
        tokens: Int, hasPriority: Bool, unless isOver: @escaping @Sendable () -> Bool
    ) async throws(CancellationError) -> Permit?

    /// Gives back what the call did not take, or takes what it took more, once for each permit; learns from the
    /// outcome.
    func settle(_ permit: Permit, _ outcome: CallOutcome) async

    /// No call is made before this time.
    func hold(until time: Timestamp) async

    /// Has those who wait ask again whether it is over.
    func reconsider()

    /// When the next call is expected to be made; nil for now.
    var nextAt: Timestamp? { get }

    /// The most tokens that a call may ever have; nil is no limit.
    var largestCall: Int? { get }

    /// Whether there are limits, so that one call's room is another's wait.
    var isLimited: Bool { get }

    /// Metrics for people.
    var status: PacerStatus { get }

    /// How many calls of this size the limits allow; nil is no limit.
    func callsPerSecond(tokens: Int) -> Double?
}

/// How large a call would be welcome, in tokens.
package struct CapacityRequest: Hashable, Sendable {
    /// Enough for one job.
    package let least: Int
    /// Enough for all that waits, up to a full pack.
    package let wanted: Int

    package init(least: Int, wanted: Int) {
        self.least = least
        self.wanted = max(least, wanted)
    }
}

/// How a provider's limits stand.
package struct PacerStatus: Hashable, Sendable {
    /// What may be charged now; nil where no limit is known.
    package var requestsLeft: Int?
    package var tokensLeft: Int?
    /// Calls at a time at most, as found out, and now.
    package var concurrency: Int
    package var inFlight: Int
    /// Calls that had to wait, and how long all of them together.
    package var waits = 0
    package var waited = Duration.zero

    package init(requestsLeft: Int? = nil, tokensLeft: Int? = nil, concurrency: Int, inFlight: Int) {
        self.requestsLeft = requestsLeft
        self.tokensLeft = tokensLeft
        self.concurrency = concurrency
        self.inFlight = inFlight
    }
}

/// What became of a permitted call, as far as limits go.
package enum CallOutcome: Sendable {
    /// It took so many tokens, and the provider said this of its limits.
    case done(tokens: Int, reports: [RateLimitReport])
    /// A limit is used up.
    case refused(by: RateLimitReport?, retryAfter: Duration?)
    /// The provider had no room or no time for it.
    case overloaded
    /// It failed in another way, at a cost nobody knows.
    case failed
    /// It was never made.
    case unused
}

/// Leave for one provider call of a size.
package struct Permit: Hashable, Sendable {
    package let tokens: Int
    /// To find what was charged for it.
    let number: Int
    let begun: Timestamp

    package init(tokens: Int, number: Int = 0, begun: Timestamp = Timestamp(microseconds: 0)) {
        self.tokens = tokens
        self.number = number
        self.begun = begun
    }
}
