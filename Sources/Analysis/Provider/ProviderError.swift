package import Jobs

/// Why a provider call failed as a whole, classified once: its effect on the limits, on the provider's health, on each
/// item, and the class under which it is counted. The factories below are the only rows; nobody else interprets a
/// failure.
package struct ProviderError: Error, Hashable, Sendable {
    /// What the call says of the provider's limits.
    package enum LimitEffect: Hashable, Sendable {
        /// It counts against no limit.
        case notCounted
        /// It may have been counted: nobody knows at what cost.
        case unknownCost
        /// The provider had no room for so many calls at a time, and may ask to wait.
        case overloaded(retryAfter: Duration?)
        /// A limit is used up: not before the time given, where one is. `by` is which, where it is told.
        case refused(by: RateLimitReport?, retryAfter: Duration?)
    }

    /// What the provider is accused of. Failures are alike when their fault is the same.
    package enum Fault: Hashable, Sendable {
        /// Away, cut off, out of time, overloaded, failing.
        case outage
        /// It answers with something that is not an answer.
        case unreadable
        /// It does not accept our requests.
        case rejection
        /// Bad key, unknown model, wrong address: somebody must act.
        case misconfiguration
        /// As `misconfiguration`, for want of money: it may take some time.
        case noCredit
    }

    /// What becomes of the items of the call.
    package enum ItemEffect: Hashable, Sendable {
        /// Nothing: they were not to blame.
        case none
        /// One of them may be why the call failed. The code ends it, should that prove true. `after` is the time that a
        /// call took to no end: another one in company would cost the others as much again.
        case suspect(FailureCode, after: Duration? = nil)
        /// Together they are larger than the provider takes: than so many tokens, prompt and reserved output, where
        /// told.
        case tooLarge(limit: Int?)
        /// The provider refuses the content, in its own words.
        case refused
    }

    /// How failed calls are counted, as operators are told.
    package enum Class: String, CaseIterable, Sendable {
        case limited, overloaded, unavailable
        case tooLarge = "too_large"
        case unusable, rejected, refused, stopped, spent, cancelled
    }

    package let limits: LimitEffect
    /// Nil where the failure says nothing of the provider's health.
    package let health: Fault?
    package let items: ItemEffect
    package let figure: Class
    /// A line for operators, without secrets and without a word of any text.
    package let detail: String
}

extension ProviderError {
    /// A limit is used up: not before the time given, where one is.
    package static func limited(retryAfter: Duration?, by report: RateLimitReport? = nil) -> Self {
        let wait = retryAfter.map { " \($0)" } ?? ""
        return Self(
            limits: .refused(by: report, retryAfter: retryAfter), health: nil, items: .none, figure: .limited,
            detail: "the provider asks to wait" + wait)
    }

    /// There, but without room for this call now. One that says when to come back is not failing.
    package static func overloaded(_ detail: String, retryAfter: Duration? = nil) -> Self {
        Self(
            limits: .overloaded(retryAfter: retryAfter), health: retryAfter == nil ? .outage : nil,
            items: .suspect(.attemptsExhausted), figure: .overloaded, detail: detail)
    }

    /// Away, cut off, failing; or out of time, which is slow to find out.
    package static func unavailable(_ detail: String, after time: Duration? = nil) -> Self {
        Self(
            limits: .unknownCost, health: .outage, items: .suspect(.attemptsExhausted, after: time),
            figure: .unavailable, detail: detail)
    }

    /// The call is larger than the provider takes.
    package static func tooLarge(limit: Int? = nil) -> Self {
        Self(
            limits: .notCounted, health: nil, items: .tooLarge(limit: limit), figure: .tooLarge,
            detail: "the call is larger than the provider takes")
    }

    /// The answer as a whole cannot be used: it cannot be read, or the provider says that the model failed.
    package static func unusable(_ detail: String) -> Self {
        Self(
            limits: .unknownCost, health: .unreadable, items: .suspect(.invalidAnswer), figure: .unusable,
            detail: detail)
    }

    /// The provider does not accept this request, whatever its size.
    package static func rejected(_ detail: String) -> Self {
        Self(
            limits: .notCounted, health: .rejection, items: .suspect(.providerRejected), figure: .rejected,
            detail: detail)
    }

    /// The provider will not work on this content.
    package static func refused(_ detail: String) -> Self {
        Self(limits: .notCounted, health: nil, items: .refused, figure: .refused, detail: detail)
    }

    /// Bad key, unknown model: nothing works until somebody acts, if others meet the same.
    package static func stopped(_ detail: String) -> Self {
        Self(
            limits: .notCounted, health: .misconfiguration, items: .suspect(.providerRejected), figure: .stopped,
            detail: detail)
    }

    /// As `stopped`, for want of money.
    package static func spent(_ detail: String) -> Self {
        Self(
            limits: .notCounted, health: .noCredit, items: .suspect(.providerRejected), figure: .spent, detail: detail)
    }

    /// The call was not made: the provider is not to be called now.
    package static func held(_ detail: String) -> Self {
        Self(limits: .notCounted, health: nil, items: .none, figure: .cancelled, detail: detail)
    }

    /// The caller's task was cancelled.
    package static var cancelled: Self {
        Self(limits: .unknownCost, health: nil, items: .none, figure: .cancelled, detail: "cancelled")
    }
}

extension ProviderError: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String { detail }
    package var debugDescription: String { "\(figure.rawValue): \(detail)" }
}
