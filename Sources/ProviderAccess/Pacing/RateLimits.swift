import Analysis
import Jobs

/// What a provider allows in each period; nil if that is unknown or unlimited.
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
