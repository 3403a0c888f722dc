import Analysis
import Jobs

/// What a provider grants in each period; nil is not known, or no limit.
package struct RateLimits: Hashable, Sendable {
    package let requestsPerMinute, requestsPerDay, tokensPerMinute, tokensPerDay: Int?

    package init(
        requestsPerMinute: Int? = nil, requestsPerDay: Int? = nil, tokensPerMinute: Int? = nil, tokensPerDay: Int? = nil
    ) {
        (self.requestsPerMinute, self.requestsPerDay) = (requestsPerMinute, requestsPerDay)
        (self.tokensPerMinute, self.tokensPerDay) = (tokensPerMinute, tokensPerDay)
    }

    subscript(subject: RateLimitReport.Subject, period: RateLimitReport.Period) -> Int? {
        switch (subject, period) {
        case (.requests, .minute): requestsPerMinute
        case (.requests, .day): requestsPerDay
        case (.tokens, .minute): tokensPerMinute
        case (.tokens, .day): tokensPerDay
        case (_, .second), (_, .hour): nil
        }
    }
}
