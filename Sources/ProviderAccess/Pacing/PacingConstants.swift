/// The figures of pacing that were chosen and not given. docs/decisions/0025-pacing.md has the measurements.
enum PacingConstants {
    /// The share of a limit that is given up where nothing is known: left alone before estimates have been measured,
    /// taken off after a refusal. With it none of 48 runs under 8,000 tokens a minute that nobody names met more than 4
    /// refusals, and the least used 0.74 of them. Half of it is left alone by the largest call.
    static let caution = 0.2
    /// What is left alone follows the largest miss of the estimates, divided by this, and fades by this with each call:
    /// no refusal in 1,400 calls of the free plan, whose tokenizer counts 0.6 to 1.8 times what is usual.
    static let fading = 0.6
    /// Providers' figures are compared, and the burst of a bucket is bounded, to this share. It costs nothing under
    /// continuous refill (1.00 used), and by windows only the first burst.
    static let precision = 0.02
    /// Loads, in tenths of a limit, at which headers must have agreed in a row with continuous refill. Fixed minutes
    /// agree by chance in one call of twenty-five: thrice in a row in one of 15,000.
    static let agreements = 3
    /// Charges of the same stretch of a period are kept as one: so many stretches a period. With thirty, which is two
    /// seconds of a minute, 0.99 of the developer plan is used by fixed and sliding minutes.
    static let slots = 30.0
    /// A charge is kept so much longer than its period, since a later call may be faster on its way to the provider:
    /// the time of a new TLS connection across the world. It costs 0.4 %.
    static let lateness = Duration.milliseconds(250)
    /// A call waits for room for a full pack as long as more room comes within this time, but no longer than a minute:
    /// the longest that a limit of a minute takes to be free. In ten minutes at 8,000 tokens a minute, eight loads of
    /// mixed texts, 1,560 jobs are done under continuous refill and 1,234 by fixed minutes. Without waiting on after
    /// five seconds it is 978 and 1,209; with twelve seconds 0.894 of sliding minutes are used instead of 0.903.
    static let fullPackWait = Duration.seconds(5)
    /// For how long a wait that the provider asks for is believed before a call tries it; within as long a limit that
    /// was found by a refusal regains what was cut. Forgotten after this time it costs up to 7 refusals in ten minutes,
    /// after twice as long up to 4.
    static let trust = Duration.seconds(300)
}
