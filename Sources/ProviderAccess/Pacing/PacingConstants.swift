/// The constants of the rate limiter that were chosen by measurement (docs/decisions/0025-pacing.md).
enum PacingConstants {
    /// The share of a limit that stays unused while nothing is known: before estimates have been measured, and after a
    /// refusal. With it none of 48 runs under an unnamed limit of 8,000 tokens a minute met more than 4 refusals, and
    /// the least used 0.74 of the limit. The largest call leaves half of this share unused.
    static let caution = 0.2
    /// The unused share follows the largest error of the estimates, divided by this, and is multiplied by this with
    /// each call: no refusal in 1,400 calls of the free plan, whose tokenizer counts 0.6 to 1.8 times the usual.
    static let fading = 0.6
    /// The precision, as a share of the limit, to which providers' figures are compared and the burst of a bucket is
    /// bounded. It costs nothing under continuous refill (1.00 used), and only the first burst under windows.
    static let precision = 0.02
    /// Number of loads, in tenths of a limit, at which consecutive headers must have agreed with continuous refill.
    /// Fixed minutes agree by chance in one call of twenty-five, and three times in a row in one of 15,000.
    static let agreements = 3
    /// Slots in a period: the charges of one slot are kept as one. With thirty, which is two seconds of a minute, 0.99
    /// of the developer plan is used under fixed and sliding minutes.
    static let slots = 30.0
    /// A charge is kept this much longer than its period, because a later call may reach the provider faster. This is
    /// the time of a new TLS connection across the world. It costs 0.4 %.
    static let lateness = Duration.milliseconds(250)
    /// A call waits for capacity for a full pack as long as more capacity comes within this time, but no longer than a
    /// minute: after a minute, a limit of a minute is free. In ten minutes at 8,000 tokens a minute, eight loads of
    /// mixed texts, 1,560 jobs are done under continuous refill and 1,234 under fixed minutes. If calls wait no longer
    /// than five seconds, it is 978 and 1,209. With twelve seconds, 0.894 of sliding minutes are used instead of 0.903.
    static let fullPackWait = Duration.seconds(5)
    /// How long a wait that the provider asks for is obeyed before one call tests it. In the same time, a limit found
    /// by a refusal regains what was cut. If it is forgotten after this time, it costs up to 7 refusals in ten minutes;
    /// after twice as long, up to 4.
    static let trust = Duration.seconds(300)
}
