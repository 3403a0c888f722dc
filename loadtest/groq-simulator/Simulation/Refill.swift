/// How a limit gives back what was charged to it.
package enum Refill: String, Sendable, CaseIterable {
    /// Evenly, all the time, as Groq does; daily limits too.
    case continuous
    /// All at once at the start of each minute, or of each day.
    case fixed
    /// Each charge by itself, a minute or a day after it was made.
    case sliding

    func account(period: Duration) -> any LimitAccount {
        switch self {
        case .continuous: ContinuousAccount(period: period)
        case .fixed: FixedAccount(period: period)
        case .sliding: SlidingAccount(period: period)
        }
    }
}
