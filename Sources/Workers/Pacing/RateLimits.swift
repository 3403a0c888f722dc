/// What a provider grants in each period; nil is not known, or no limit.
package struct RateLimits: Hashable, Sendable {
    package let requestsPerMinute: Int?
    package let requestsPerDay: Int?
    package let tokensPerMinute: Int?
    package let tokensPerDay: Int?

    package init(
        requestsPerMinute: Int? = nil, requestsPerDay: Int? = nil, tokensPerMinute: Int? = nil,
        tokensPerDay: Int? = nil
    ) {
        self.requestsPerMinute = requestsPerMinute
        self.requestsPerDay = requestsPerDay
        self.tokensPerMinute = tokensPerMinute
        self.tokensPerDay = tokensPerDay
    }
}
