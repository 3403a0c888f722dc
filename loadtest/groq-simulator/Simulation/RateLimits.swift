/// How much one model may be asked. Nil is no limit.
package struct RateLimits: Hashable, Sendable {
    /// What a limit counts.
    package enum Kind: Int, CaseIterable, Sendable {
        case requestsPerMinute, requestsPerDay, tokensPerMinute, tokensPerDay

        var countsTokens: Bool { self == .tokensPerMinute || self == .tokensPerDay }

        var period: Duration {
            self == .requestsPerMinute || self == .tokensPerMinute ? .seconds(60) : .seconds(86_400)
        }

        /// As Groq puts it into messages.
        var description: String {
            switch self {
            case .requestsPerMinute: "requests per minute (RPM)"
            case .requestsPerDay: "requests per day (RPD)"
            case .tokensPerMinute: "tokens per minute (TPM)"
            case .tokensPerDay: "tokens per day (TPD)"
            }
        }
    }

    package var requestsPerMinute: Int?
    package var requestsPerDay: Int?
    package var tokensPerMinute: Int?
    package var tokensPerDay: Int?
    package var refill: Refill

    package init(
        requestsPerMinute: Int? = nil, requestsPerDay: Int? = nil, tokensPerMinute: Int? = nil,
        tokensPerDay: Int? = nil, refill: Refill = .continuous
    ) {
        self.requestsPerMinute = requestsPerMinute
        self.requestsPerDay = requestsPerDay
        self.tokensPerMinute = tokensPerMinute
        self.tokensPerDay = tokensPerDay
        self.refill = refill
    }

    /// What a plan grants for gpt-oss-20b.
    package enum Plan: String, CaseIterable, Sendable {
        case none, free, developer
    }

    /// The limits of a plan.
    package init(plan: Plan) {
        switch plan {
        case .none: self.init()
        case .free:
            self.init(requestsPerMinute: 30, requestsPerDay: 1000, tokensPerMinute: 8000, tokensPerDay: 200_000)
        case .developer: self.init(requestsPerMinute: 1000, requestsPerDay: 500_000, tokensPerMinute: 250_000)
        }
    }

    subscript(kind: Kind) -> Int? {
        switch kind {
        case .requestsPerMinute: requestsPerMinute
        case .requestsPerDay: requestsPerDay
        case .tokensPerMinute: tokensPerMinute
        case .tokensPerDay: tokensPerDay
        }
    }
}
