package import Jobs

/// Why a provider call failed as a whole, classified once: its effect on the limits, on the provider's health and on
/// each item, and the class under which it is counted. The factories below are the only cases. No other code interprets
/// a failure.
package struct ProviderError: Error, Hashable, Sendable {
    /// The effect on the provider's limits.
    package enum LimitEffect: Hashable, Sendable {
        /// It counts against no limit.
        case notCounted
        /// It may have been counted, at an unknown cost.
        case unknownCost
        /// The provider had no capacity for so many concurrent calls. It may ask to wait.
        case overloaded(retryAfter: Duration?)
        /// A limit is used up. Calls may be made again after `retryAfter`, if known. `by` is the limit, if known.
        case refused(by: RateLimitReport?, retryAfter: Duration?)
    }

    /// What is wrong with the provider. Failures are alike if they have the same fault.
    package enum Fault: Hashable, Sendable {
        /// Unreachable, cut off, timed out, overloaded or failing.
        case outage
        /// It answers with something that is not an answer.
        case unreadable
        /// It does not accept our requests.
        case rejection
        /// Bad key, unknown model or wrong address: somebody must act.
        case misconfiguration
        /// Like `misconfiguration`, but for lack of credit: it may take some time.
        case noCredit
    }

    /// The effect on the items of the call.
    package enum ItemEffect: Hashable, Sendable {
        /// None: they are not the cause.
        case none
        /// One of them may be the cause. If that proves true, the code ends its job. `after` is how long a call took
        /// that timed out: in a batch, another timeout would cost the other jobs as much again.
        case suspect(FailureCode, after: Duration? = nil)
        /// Together they are larger than the provider accepts. `limit` is its limit of prompt and reserved output in
        /// tokens, if known.
        case tooLarge(limit: Int?)
        /// The provider itself says that it refuses the content.
        case refused
    }

    /// The classes under which failed calls are counted, as operators see them.
    package enum Class: String, CaseIterable, Sendable {
        case limited, overloaded, unavailable
        case tooLarge = "too_large"
        case unusable, rejected, refused, stopped, spent, cancelled
    }

    package let limits: LimitEffect
    /// Nil if the failure says nothing about the provider's health.
    package let health: Fault?
    package let items: ItemEffect
    package let figure: Class
    /// A line for operators, without secrets and without any part of a text.
    package let detail: String
}

extension ProviderError {
    /// A limit is used up. Calls may be made again after the time given, if there is one.
    package static func limited(retryAfter: Duration?, by report: RateLimitReport? = nil) -> Self {
        let wait = retryAfter.map { " \($0)" } ?? ""
        return Self(
            limits: .refused(by: report, retryAfter: retryAfter), health: nil, items: .none, figure: .limited,
            detail: "the provider asks to wait" + wait)
    }

    /// Reachable, but without capacity for this call now. A provider that says when to retry is not failing.
    package static func overloaded(_ detail: String, retryAfter: Duration? = nil) -> Self {
        Self(
            limits: .overloaded(retryAfter: retryAfter), health: retryAfter == nil ? .outage : nil,
            items: .suspect(.attemptsExhausted), figure: .overloaded, detail: detail)
    }

    /// Unreachable, cut off or failing; or timed out after `time`.
    package static func unavailable(_ detail: String, after time: Duration? = nil) -> Self {
        Self(
            limits: .unknownCost, health: .outage, items: .suspect(.attemptsExhausted, after: time),
            figure: .unavailable, detail: detail)
    }

    /// The call is larger than the provider accepts.
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

    /// The provider refuses to work on this content.
    package static func refused(_ detail: String) -> Self {
        Self(limits: .notCounted, health: nil, items: .refused, figure: .refused, detail: detail)
    }

    /// Bad key or unknown model: if other calls fail alike, nothing works until somebody acts.
    package static func stopped(_ detail: String) -> Self {
        Self(
            limits: .notCounted, health: .misconfiguration, items: .suspect(.providerRejected), figure: .stopped,
            detail: detail)
    }

    /// Like `stopped`, but for lack of credit.
    package static func spent(_ detail: String) -> Self {
        Self(
            limits: .notCounted, health: .noCredit, items: .suspect(.providerRejected), figure: .spent, detail: detail)
    }

    /// The call was not made, because the provider must not be called now.
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
