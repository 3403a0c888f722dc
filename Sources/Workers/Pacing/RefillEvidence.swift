import Jobs

/// Whether a provider refills a limit continuously, as its headers let us see; until then every minute must hold what is
/// charged, wherever it begins.
///
/// With continuous refill the time until a limit is whole again is in proportion to what is used of it. Limits by fixed or
/// sliding minutes say the end of the minute, or a whole minute.
struct RefillEvidence: Hashable, Sendable {
    /// The tenths of the limit at which signs in a row spoke for it, as bits: a minute's end that comes nearer while the
    /// limit is used up looks the same at one of them.
    private(set) var tenths: UInt16
    /// Tenths asked for: more once it has been wrong.
    private(set) var needed: Int

    init(tenths: UInt16 = 0, needed: Int = 3) {
        self.tenths = tenths
        self.needed = needed
    }

    var isContinuous: Bool { tenths.nonzeroBitCount >= needed }

    mutating func see(_ sign: LimitSign, period: Duration) {
        guard let limit = sign.limit, let remaining = sign.remaining, let reset = sign.reset, limit > 0 else { return }
        let used = Double(limit - remaining) / Double(limit)
        // Of nearly nothing or nearly everything all kinds say much the same.
        guard 0.02...0.9 ~= used else { return }
        let expected = used * period.inSeconds
        if abs(reset.inSeconds - expected) <= max(0.5, expected * 0.05) {
            tenths |= 1 << UInt16(used * 10)
        } else {
            if isContinuous { needed = min(needed + 2, 8) }
            tenths = 0
        }
    }
}
