/// Counts one model's requests and tokens against its limits, in the order in which Groq names them.
///
/// Tokens are reserved at admission and put right when it is known what was used. What is refused is not charged.
struct RateLimiter: Sendable {
    private var accounts: [any LimitAccount]

    init(refill: Refill) {
        accounts = RateLimits.Kind.allCases.map { refill.account(period: $0.period) }
    }

    /// What an admitted call holds: its charges, in the order of the kinds.
    struct Reservation: Hashable, Sendable {
        fileprivate let charges: [Charge]
    }

    /// Why a call is not admitted.
    enum Excess: Error, Hashable {
        /// More tokens than the limit grants in a whole period: it never fits.
        case tooLarge(RateLimits.Kind, limit: Int, requested: Int)
        case exceeded(RateLimits.Kind, limit: Int, used: Int, requested: Int, wait: Duration)
    }

    /// Charges one request with so many tokens, or nothing.
    mutating func admit(tokens: Int, at now: Duration, _ limits: RateLimits) throws(Excess) -> Reservation {
        for kind in [RateLimits.Kind.tokensPerMinute, .tokensPerDay] {
            guard let limit = limits[kind], tokens > limit else { continue }
            throw .tooLarge(kind, limit: limit, requested: tokens)
        }
        for kind in RateLimits.Kind.allCases {
            guard let limit = limits[kind] else { continue }
            let amount = kind.countsTokens ? tokens : 1
            let wait = accounts[kind.rawValue].wait(for: amount, at: now, limit: limit)
            guard wait > .zero else { continue }
            let used = accounts[kind.rawValue].used(at: now, limit: limit)
            throw .exceeded(kind, limit: limit, used: used, requested: amount, wait: wait)
        }
        let charges = RateLimits.Kind.allCases.map { kind in
            guard let limit = limits[kind] else { return Charge(amount: 0, number: -1) }
            return accounts[kind.rawValue].charge(kind.countsTokens ? tokens : 1, at: now, limit: limit)
        }
        return Reservation(charges: charges)
    }

    /// Puts the tokens right once it is known what was used.
    mutating func correct(_ reservation: Reservation, tokens: Int, at now: Duration, _ limits: RateLimits) {
        for kind in RateLimits.Kind.allCases where kind.countsTokens {
            let charge = reservation.charges[kind.rawValue]
            guard let limit = limits[kind], charge.number >= 0 else { continue }
            accounts[kind.rawValue].correct(charge, to: tokens, at: now, limit: limit)
        }
    }

    /// What Groq's headers say: requests are those of the day, tokens those of the minute; the others have none.
    mutating func headers(at now: Duration, _ limits: RateLimits) -> [Header] {
        headers(of: .requestsPerDay, "requests", at: now, limits)
            + headers(of: .tokensPerMinute, "tokens", at: now, limits)
    }

    private mutating func headers(
        of kind: RateLimits.Kind, _ name: String, at now: Duration, _ limits: RateLimits
    ) -> [Header] {
        guard let limit = limits[kind] else { return [] }
        let used = accounts[kind.rawValue].used(at: now, limit: limit)
        let reset = accounts[kind.rawValue].waitUntilUnused(at: now, limit: limit)
        return [
            Header("x-ratelimit-limit-\(name)", "\(limit)"),
            Header("x-ratelimit-remaining-\(name)", "\(max(0, limit - used))"),
            Header("x-ratelimit-reset-\(name)", reset.goNotation),
        ]
    }
}
