import Jobs

/// Whether a provider refills a limit continuously, as its headers let us see; until then every minute must hold what is
/// charged, wherever it begins.
///
/// With continuous refill the time until a limit is whole again is in proportion to what is used of it. Limits by fixed or
/// sliding minutes say the end of the minute, or a whole minute.
struct RefillEvidence: Hashable, Sendable {
    /// Signs in a row that speak for it.
    private(set) var agreeing: Int
    /// Asked for: more once it has been wrong.
    private(set) var needed: Int

    init(agreeing: Int = 0, needed: Int = 3) {
        self.agreeing = agreeing
        self.needed = needed
    }

    var isContinuous: Bool { agreeing >= needed }

    mutating func see(_ sign: LimitSign, period: Duration) {
        guard let limit = sign.limit, let remaining = sign.remaining, let reset = sign.reset, limit > 0 else { return }
        let used = Double(limit - remaining) / Double(limit)
        // Of nearly nothing or nearly everything all kinds say much the same.
        guard 0.02...0.9 ~= used else { return }
        let expected = used * period.inSeconds
        if abs(reset.inSeconds - expected) <= max(0.5, expected * 0.05) {
            agreeing = min(agreeing + 1, needed)
        } else {
            if isContinuous { needed = min(needed * 3, 81) }
            agreeing = 0
        }
    }
}
