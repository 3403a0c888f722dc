/// What a provider says about one of its limits, in a header or in words.
package struct RateLimitReport: Hashable, Sendable {
    /// What is counted.
    package enum Subject: Hashable, Sendable {
        case requests
        /// Prompt and reserved output.
        case tokens
    }

    /// The period over which it is counted.
    package enum Period: Int, Comparable, CaseIterable, Sendable {
        case second = 1
        case minute = 60
        case hour = 3600
        case day = 86_400

        package var length: Duration { .seconds(rawValue) }

        package static func < (left: Period, right: Period) -> Bool { left.rawValue < right.rawValue }
    }

    package let subject: Subject
    package let period: Period
    /// What the provider allows in a period.
    package let limit: Int?
    /// What was left of it after the call was counted.
    package let remaining: Int?
    /// Time until the limit is free again, or until the period ends; providers differ.
    package let reset: Duration?

    package init(
        _ subject: Subject, per period: Period, limit: Int? = nil, remaining: Int? = nil, reset: Duration? = nil
    ) {
        self.subject = subject
        self.period = period
        self.limit = limit
        self.remaining = remaining
        self.reset = reset
    }
}
